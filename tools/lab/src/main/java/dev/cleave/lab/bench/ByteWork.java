package dev.cleave.lab.bench;

import dev.cleave.lab.peer.AllocatorName;
import java.util.Optional;
import java.util.OptionalLong;

/** What a workload does with memory by the byte, where those of the buddy space deal in orders. */
interface ByteWork {
    /** The size of its blocks unless told; empty where they are random. */
    default OptionalLong usualBytes() {
        return OptionalLong.empty();
    }

    /** The workers of a trial. */
    Crew crew(Trial trial);

    /** The most bytes that a thread keeps live, roughly. */
    long liveBytes(Trial trial);

    /** In which manner it is done. */
    Manner manner();

    /** What it has against an allocator, for any that serves so many threads. */
    Optional<String> refusal(AllocatorName allocator, int threads);
}
