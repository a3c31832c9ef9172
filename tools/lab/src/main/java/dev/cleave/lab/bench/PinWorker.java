package dev.cleave.lab.bench;

import static dev.cleave.lab.bench.BlockHold.NO_BLOCK;

import java.util.List;

/**
 * Reaches a byte of a movable block in each way that there is, one after the other; and in the same
 * round allocates and frees a block of the space, for these to be held against.
 */
final class PinWorker extends Worker {
    /** The ways, as their phases are reported. */
    static final List<String> PHASES =
            List.of("pin", "pin-segment", "pin-none", "pin-shared", "pin-none-shared", "pin-tier", "pin-pair");

    /** Operations of a phase, before the next one has its turn: some milliseconds. */
    private static final int OPERATIONS = 100 * CHUNK;

    private static final byte EXPECTED = 0;

    private final PinHold movable;
    private final PinHold shared;
    private final PinHold tiered;
    private final BlockHold blocks;

    /**
     * A worker.
     *
     * @param movable of this thread alone
     * @param shared of all threads
     * @param tiered in the nearest tier of a store, of this thread alone
     */
    PinWorker(PinHold movable, PinHold shared, PinHold tiered, BlockHold blocks) {
        this.movable = movable;
        this.shared = shared;
        this.tiered = tiered;
        this.blocks = blocks;
    }

    @Override
    long run(int phase, long deadline) {
        int failed = switch (phase) {
            case 0 -> pinned(movable);
            case 1 -> pinnedSegments(movable);
            case 2 -> unpinned(movable);
            case 3 -> pinned(shared);
            case 4 -> unpinned(shared);
            case 5 -> pinnedInTier();
            default -> pairs();
        };
        failed(failed);
        return (long) OPERATIONS - failed;
    }

    private static int pinned(PinHold block) {
        int failed = 0;
        for (int each = 0; each < OPERATIONS; each++) {
            failed += block.pinned() == EXPECTED ? 0 : 1;
        }
        return failed;
    }

    /** A loop of its own, so that each is compiled for the one kind that it meets. */
    private int pinnedInTier() {
        int failed = 0;
        for (int each = 0; each < OPERATIONS; each++) {
            failed += tiered.pinned() == EXPECTED ? 0 : 1;
        }
        return failed;
    }

    private static int pinnedSegments(PinHold block) {
        int failed = 0;
        for (int each = 0; each < OPERATIONS; each++) {
            failed += block.pinnedSegment() == EXPECTED ? 0 : 1;
        }
        return failed;
    }

    private static int unpinned(PinHold block) {
        int failed = 0;
        for (int each = 0; each < OPERATIONS; each++) {
            failed += block.unpinned() == EXPECTED ? 0 : 1;
        }
        return failed;
    }

    private int pairs() {
        int failed = 0;
        for (int each = 0; each < OPERATIONS; each++) {
            long block = blocks.allocate(0, 0);
            if (block == NO_BLOCK) {
                failed++;
            } else {
                blocks.free(block, 0);
            }
        }
        return failed;
    }

    @Override
    void finish() {
        movable.free();
        tiered.free();
    }
}
