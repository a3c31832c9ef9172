package dev.cleave.heap;

/**
 * A cache line that nothing uses, before the fields of whatever extends it: two such objects, which
 * two stripes write to, share no line, wherever the collector puts them.
 */
abstract class CacheLine {
    long unused0;
    long unused1;
    long unused2;
    long unused3;
    long unused4;
    long unused5;
    long unused6;
    long unused7;
}
