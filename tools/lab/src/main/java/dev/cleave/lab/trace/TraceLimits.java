package dev.cleave.lab.trace;

/** The largest numbers that a trace may hold: generous for what machines do, tight enough to catch nonsense. */
public final class TraceLimits {
    /** The largest id. Ids are dense from 0, so this also bounds the allocations of a trace. */
    public static final long MAX_ID = Integer.MAX_VALUE - 16L;

    /** The largest order of a page block: 2^18 pages of 4 KiB are 1 GiB, the largest huge page there is. */
    public static final int MAX_ORDER = 18;

    /** The largest page frame number: 52 bits of physical address, the most that any x86 processor has. */
    public static final long MAX_FRAME = (1L << 40) - 1;

    /** The largest block of a heap trace in bytes: 1 TiB. */
    public static final long MAX_BYTES = 1L << 40;

    /** The largest processor or thread number. */
    public static final int MAX_THREAD = 0xFFFF;

    private TraceLimits() {}
}
