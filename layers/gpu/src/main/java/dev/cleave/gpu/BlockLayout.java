package dev.cleave.gpu;

/** How the blocks of a pool are shared out. */
public enum BlockLayout {
    /** A buddy system with exact fit: frees in any order, lock-free. */
    BUDDY,
    /** A ring: what comes first is freed first. One block. */
    RING,
    /** Two stacks from both ends: what comes last is freed first. One block. */
    DOUBLE_STACK
}
