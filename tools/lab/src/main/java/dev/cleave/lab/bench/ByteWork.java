package dev.cleave.lab.bench;

import dev.cleave.lab.peer.AllocatorName;
import java.util.List;
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

    /** Whether rounds before those that are measured would only cost time. */
    default boolean warmsItselfUp() {
        return false;
    }

    /** Whether virtual threads do it, whose time is charged to their carriers: only elapsed time can be told. */
    default boolean isVirtual() {
        return false;
    }

    /** What a JVM for it is started with. */
    default List<String> jvmOptions(Trial trial) {
        return List.of();
    }

    /** What it has against an allocator, for any that serves so many threads. */
    Optional<String> refusal(AllocatorName allocator, int threads);
}
