package dev.cleave.lab.bench;

/**
 * The reference: the least that can allocate and free blocks, for one thread. A free block lies on
 * the stack of its order, and a byte a unit says which block begins there, so that whoever frees it
 * need not. Nothing is ever split or joined: an order whose stack is empty is served from where no
 * block has been yet, until the region ends.
 *
 * <p>What the reference takes is little more than the workload itself: the calls, the random
 * choices, the caller's own arrays. What an allocator takes above it is what its structure costs.
 */
final class ReferencePeer implements Peer {
    private final FreeStacks blocks;

    /** A region of so many units, with blocks up to this order. */
    ReferencePeer(long units, int largestOrder) {
        blocks = new FreeStacks(Math.toIntExact(units), largestOrder);
    }

    @Override
    public BlockHold forThread(int slots) {
        return blocks;
    }

    private static final class FreeStacks implements BlockHold {
        private static final byte NO_BLOCK_BEGINS = 0;

        /** For each order, the offsets of its free blocks; the last is the next to go. */
        private final int[][] free;

        private final int[] heights;

        /** For each unit, the order of the block that begins there and one. */
        private final byte[] codes;

        private int untouched;

        FreeStacks(int units, int largestOrder) {
            free = new int[largestOrder + 1][];
            for (int order = 0; order <= largestOrder; order++) {
                free[order] = new int[units >>> order];
            }
            heights = new int[largestOrder + 1];
            codes = new byte[units];
        }

        @Override
        public long allocate(int order, int slot) {
            int height = heights[order];
            if (height == 0) {
                return carve(order);
            }
            heights[order] = height - 1;
            int offset = free[order][height - 1];
            codes[offset] = (byte) (order + 1);
            return offset;
        }

        private long carve(int order) {
            if (codes.length - untouched < 1 << order) {
                return NO_BLOCK;
            }
            int offset = untouched;
            untouched += 1 << order;
            codes[offset] = (byte) (order + 1);
            return offset;
        }

        @Override
        public void free(long handle, int slot) {
            int offset = (int) handle;
            byte code = codes[offset];
            if (code == NO_BLOCK_BEGINS) {
                throw new IllegalStateException("the reference has no block at unit " + handle);
            }
            codes[offset] = NO_BLOCK_BEGINS;
            int order = code - 1;
            free[order][heights[order]++] = offset;
        }
    }
}
