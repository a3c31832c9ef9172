package dev.cleave.page;

import dev.cleave.memory.PoolCounts;
import dev.cleave.memory.PoolSnapshot;
import java.util.Optional;

/** A pool of another JVM, known by what is told of it now and then. Any thread may ask. */
public interface ToldPool {
    /** What was told last: at once, without asking anybody. */
    Told latest();

    /** Why nothing more will be told, in words; empty while more may be. */
    Optional<String> ended();

    /**
     * What is told of a pool.
     *
     * @param snapshot its state
     * @param counts what it has done since it was opened
     * @param purgedBytes given back to the operating system since it was opened
     * @param longestFreeRunBytes free units side by side, as far as is known: a request of so much
     *     would have been served
     */
    record Told(PoolSnapshot snapshot, PoolCounts counts, long purgedBytes, long longestFreeRunBytes) {}
}
