package dev.cleave.plan;

/**
 * What a program asks for since it left its plan, and where in the plan that is. A program is
 * astray from the first size that differs until {@link SizeIndex#LENGTH} sizes in a row are those
 * of a place of the plan.
 *
 * <p>Cost: constant. Not safe for use by several threads at once.
 */
final class Strays {
    private final SizeIndex index;
    private final long[] sizes = new long[SizeIndex.LENGTH];
    private boolean astray;
    private int known;
    private long jumps;

    Strays(Lifetimes lifetimes) {
        index = new SizeIndex(lifetimes);
    }

    boolean isAstray() {
        return astray;
    }

    /** A size differs. */
    void goAstray() {
        astray = true;
    }

    /** The program is where it is expected. */
    void comeBack() {
        astray = false;
        known = 0;
    }

    /** So much was asked for. */
    void asked(long byteSize) {
        System.arraycopy(sizes, 1, sizes, 0, sizes.length - 1);
        sizes[sizes.length - 1] = byteSize;
        known = Math.min(known + 1, sizes.length);
    }

    /**
     * Where the program is, the nearest from a position on; {@link SizeIndex#NOWHERE} while that is
     * not known.
     */
    int find(int from) {
        if (known < sizes.length) {
            return SizeIndex.NOWHERE;
        }
        int found = index.after(sizes, from);
        if (found != SizeIndex.NOWHERE) {
            jumps += found == from ? 0 : 1;
            comeBack();
        }
        return found;
    }

    /** How often the program was found elsewhere than it was expected. */
    long jumps() {
        return jumps;
    }

    long metadataBytes() {
        return index.metadataBytes();
    }
}
