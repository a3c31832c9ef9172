package dev.cleave.workshop.kit;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Who holds each unit: claimed by compare-and-set after an allocation, given up before the free. Two holders of one unit meet here at once,
 * whichever comes later.
 */
final class OwnerMap {
    private static final int NOBODY = 0;

    private final AtomicIntegerArray owners;

    /** Nobody holds any of so many units. */
    OwnerMap(long units) {
        owners = new AtomicIntegerArray(Math.toIntExact(units));
    }

    /** The thread of this number, 1 or more, was given this block. */
    void claim(int thread, Block block) {
        if (block.offset() < 0 || block.end() > owners.length()) {
            throw new AssertionError("thread " + thread + " was given " + block + ", but the space has only "
                    + owners.length() + " units");
        }
        for (int unit = (int) block.offset(); unit < block.end(); unit++) {
            int owner = owners.compareAndExchange(unit, NOBODY, thread);
            if (owner != NOBODY) {
                throw new AssertionError("thread " + thread + " was given " + block + ", but unit " + unit
                        + " is held by thread " + owner);
            }
        }
    }

    /** The thread that holds this block is about to free it. */
    void giveUp(int thread, Block block) {
        for (int unit = (int) block.offset(); unit < block.end(); unit++) {
            int owner = owners.compareAndExchange(unit, thread, NOBODY);
            if (owner != thread) {
                throw new AssertionError("thread " + thread + " holds " + block + ", but unit " + unit
                        + " was taken over by thread " + owner);
            }
        }
    }
}
