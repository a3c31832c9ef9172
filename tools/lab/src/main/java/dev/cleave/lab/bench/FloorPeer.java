package dev.cleave.lab.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The floor: allocating and freeing are one uncontended compare-and-set each, on a word that no other thread touches. */
final class FloorPeer implements Peer {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int WORDS = 64;
    private static final int PRIVATE_WORD = WORDS / 2;

    @Override
    public BlockHold forThread(int slots) {
        return new Hold(new long[WORDS]);
    }

    /** The word in the middle of an array of its own, cache lines away from any neighbour. */
    private record Hold(long[] words) implements BlockHold {
        @Override
        public long allocate(int order, int slot) {
            return WORD.compareAndSet(words, PRIVATE_WORD, 0L, 1L) ? 0 : NO_BLOCK;
        }

        @Override
        public void free(long handle, int slot) {
            if (!WORD.compareAndSet(words, PRIVATE_WORD, 1L, 0L)) {
                throw new IllegalStateException("the floor's private word was changed by another thread");
            }
        }
    }
}
