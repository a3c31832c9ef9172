package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.BestFit;
import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.peer.CleaveBlocks;
import dev.cleave.memory.Pool;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is filled: an allocator, asked in one of the ways that it has. All have the settings that
 * users have unless they choose.
 */
enum Contestant {
    /** The yardstick. */
    IDEAL("ideal", ""),
    /** Cleave's space, blocks by order. */
    BLOCK("cleave", "block"),
    /** Cleave's pool, blocks of exactly as many units as are needed. */
    EXTENT("cleave", "extent"),
    /** Cleave's heap over a pool. */
    HEAP("cleave", "heap"),
    /** The C library's. */
    MALLOC("malloc", ""),
    /** jemalloc. */
    JEMALLOC("jemalloc", ""),
    /** rpmalloc. */
    RPMALLOC("rpmalloc", "");

    /** What a pool has unless told. */
    private static final Duration USUAL_DECAY = Duration.ofSeconds(10);

    /** Of these allocators none needs a slot for a block. */
    private static final int NO_SLOTS = 0;

    private final String allocator;
    private final String way;

    Contestant(String allocator, String way) {
        this.allocator = allocator;
        this.way = way;
    }

    /** The allocator's name. */
    String allocator() {
        return allocator;
    }

    /** How it is asked, as rows tell it. */
    Object way() {
        return way.isEmpty() ? ExperimentResult.UNKNOWN : way;
    }

    /** Both in words. */
    String label() {
        return way.isEmpty() ? allocator : allocator + " " + way;
    }

    /** The names of all allocators that users may choose; the yardstick is always there. */
    static List<String> allocators() {
        return Arrays.stream(values()).filter(each -> each != IDEAL).map(each -> each.allocator).distinct().toList();
    }

    /**
     * The contestants of these allocators, all where none is named, and the yardstick in any case.
     *
     * @throws IllegalArgumentException when one is unknown, listing those there are
     */
    static List<Contestant> of(List<String> named) {
        List<String> known = allocators();
        for (String each : named) {
            if (!known.contains(each)) {
                throw new IllegalArgumentException(
                        "--allocator " + each + ": must be one of "
                                + known.stream().collect(Collectors.joining(", "))
                                + "; ideal is always there");
            }
        }
        return Arrays.stream(values())
                .filter(each -> each == IDEAL || named.isEmpty() || named.contains(each.allocator))
                .toList();
    }

    /** Whether it ends at the capacity that it is opened with, so that it can be full. */
    boolean bounded() {
        return this == IDEAL || allocator.equals("cleave");
    }

    /** Whether its blocks are real memory. */
    boolean hasMemory() {
        return this != IDEAL && this != BLOCK;
    }

    /** Whether the JVM uses it too. */
    boolean sharedWithJvm() {
        return this == MALLOC;
    }

    /**
     * Opens it in this JVM, for the calling thread.
     *
     * @param capacity in bytes, for those that have one
     * @param grain what the yardstick rounds sizes up to, and peers align blocks to: a power of two
     * @throws UnsupportedOperationException when it cannot run here, saying why
     */
    ByteAllocator open(long capacity, long grain) {
        return switch (this) {
            case IDEAL -> new BestFit(capacity, grain);
            case BLOCK -> new OrderedBlocks(capacity);
            case EXTENT -> new CleaveBlocks(Pool.builder().name("density").capacity(capacity).build());
            case HEAP -> AllocatorName.CLEAVE.openBytes(capacity, USUAL_DECAY, NO_SLOTS, grain);
            case MALLOC, JEMALLOC, RPMALLOC ->
                    AllocatorName.require(allocator).openBytes(capacity, USUAL_DECAY, NO_SLOTS, grain);
        };
    }
}
