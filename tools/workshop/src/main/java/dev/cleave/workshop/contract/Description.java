package dev.cleave.workshop.contract;

/**
 * What an allocator says of itself.
 *
 * @param name as users type it
 * @param title what it is, in a few words
 * @param threads who may call it
 * @param progress what a thread may count on while others work
 * @param aligned whether it is a binary buddy: a block's offset is a multiple of its size rounded up to a power of two, and what
 *     is free, drained, is joined to the largest aligned blocks of 2^k units that there are
 * @param source the paper or program that it follows
 */
public record Description(
        String name, String title, ThreadSafety threads, Progress progress, boolean aligned, String source) {}
