package dev.cleave.lab.bench;

import static dev.cleave.lab.bench.BlockHold.NO_BLOCK;

import java.util.List;

/**
 * Reaches a byte of a movable block in each way that there is, one after the other; and in the same
 * round allocates and frees a block of the space, for these to be held against.
 */
final class PinWorker extends Worker {
    /** The ways, as their phases are reported. */
    static final List<String> PHASES = List.of("pin", "pin-segment", "pin-none", "pin-pair");

    /** Operations of a phase, before the next one has its turn: some milliseconds. */
    private static final int OPERATIONS = 100 * CHUNK;

    private static final byte EXPECTED = 0;

    private final PinHold movable;
    private final BlockHold blocks;

    PinWorker(PinHold movable, BlockHold blocks) {
        this.movable = movable;
        this.blocks = blocks;
    }

    @Override
    long run(int phase, long deadline) {
        int failed = switch (phase) {
            case 0 -> pinned();
            case 1 -> pinnedSegments();
            case 2 -> unpinned();
            default -> pairs();
        };
        failed(failed);
        return (long) OPERATIONS - failed;
    }

    private int pinned() {
        int failed = 0;
        for (int each = 0; each < OPERATIONS; each++) {
            failed += movable.pinned() == EXPECTED ? 0 : 1;
        }
        return failed;
    }

    private int pinnedSegments() {
        int failed = 0;
        for (int each = 0; each < OPERATIONS; each++) {
            failed += movable.pinnedSegment() == EXPECTED ? 0 : 1;
        }
        return failed;
    }

    private int unpinned() {
        int failed = 0;
        for (int each = 0; each < OPERATIONS; each++) {
            failed += movable.unpinned() == EXPECTED ? 0 : 1;
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
    }
}
