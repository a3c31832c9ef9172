package dev.cleave.memory;

/** Is told when a pool is about to look for memory that has been free for a while: the time to give back what lies idle. */
@FunctionalInterface
public interface DecayListener {
    /**
     * Once a {@linkplain PoolBuilder#decay decay} time, on the one thread that purges all pools: it should be short and wait for nothing. What
     * it gives back now goes to the operating system one decay time later. What it throws, errors too, is logged (of throws in a row
     * the first, second, fourth, eighth and so on); it is told again the next time.
     */
    void memoryDecays(Pool pool);

    /**
     * Each time some more memory was committed, before the pool looks whether it {@linkplain PoolBuilder#retain retains} too much: the
     * time to give back what is empty and kept for later. It runs on the thread that asked for memory, while no other can purge: it should be
     * short and wait for nothing. What it throws is logged as above.
     */
    default void memoryGrows(Pool pool) {}
}
