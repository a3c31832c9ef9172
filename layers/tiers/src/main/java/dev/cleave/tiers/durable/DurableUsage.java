package dev.cleave.tiers.durable;

/**
 * What a durable heap holds, in bytes, at one moment without commits. Used and free are counted
 * each by itself; together they are the capacity, or bytes leaked.
 *
 * @param capacity bytes for objects and their index
 * @param usedBytes bytes of objects, roots, objects of transactions under way, and the index; with
 *     their rounding
 * @param freeBytes bytes that nobody has, those that the file has yet to grow by included
 * @param waitingBytes of the free ones: freed, and usable after the next checkpoint
 * @param indexBytes of the used ones: the index
 * @param fileBytes how long the file is
 * @param objects how many objects there are, without roots
 * @param roots how many roots there are
 */
public record DurableUsage(long capacity, long usedBytes, long freeBytes, long waitingBytes, long indexBytes,
        long fileBytes, long objects, int roots) {}
