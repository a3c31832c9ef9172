package dev.cleave.buddy;

/** Claims given ranges rather than any: piece by piece, one for each level that the range has slots of, or not at all. */
final class Ranges {
    private final Geometry geometry;
    private final Metadata metadata;
    private final Tree tree;
    private final Stripes stripes;

    Ranges(Geometry geometry, Metadata metadata, Tree tree, Stripes stripes) {
        this.geometry = geometry;
        this.metadata = metadata;
        this.tree = tree;
        this.stripes = stripes;
    }

    /**
     * Takes {@code length} units from an offset aligned as the block around them would be, if all of them are free. For a length of several
     * pieces the caller announces that they are out of sight until all are had or given back.
     */
    boolean take(long offset, long length, int stripe) {
        long at = offset;
        for (int level = geometry.top; level >= 0; level--) {
            long slots = Tree.digit(length, level, geometry.top);
            if (slots != 0) {
                long run = Runs.mask(Tree.position(level, at), (int) slots);
                if (!tree.takeAt(level, Tree.index(level, at), run, stripe)) {
                    giveBack(offset, at - offset);
                    return false;
                }
                at += slots << 6 * level;
            }
        }
        return true;
    }

    private void giveBack(long offset, long length) {
        if (length != 0) {
            tree.give(offset, length);
        }
    }

    /**
     * Looks through the whole space for exactly {@code length} free units, no power of two, and takes the lowest. A hole smaller than
     * the block around them is no run that hints would lead to, so this is the last resort of a request that would fail.
     */
    long takeAnywhere(long length, int stripe) {
        return length < 64 ? takeInWord((int) length, stripe) : takeAligned(length, stripe);
    }

    private long takeInWord(int length, int stripe) {
        int order = 32 - Integer.numberOfLeadingZeros(length - 1);
        for (int index = 0; index < geometry.words(0); index++) {
            int word = geometry.word(0, index);
            long free = metadata.get(word);
            int position = Runs.exactFit(free, length, order);
            while (position >= 0) {
                if (tree.takeAt(0, index, Runs.mask(position, length), stripe)) {
                    return (long) index << 6 | position;
                }
                position = Runs.exactFit(metadata.get(word), length, order);
            }
        }
        return BuddySpace.NO_BLOCK;
    }

    private long takeAligned(long length, int stripe) {
        long step = Long.highestOneBit(length) << 1;
        long found = BuddySpace.NO_BLOCK;
        stripes.beginHiding(stripe);
        for (long offset = 0; found == BuddySpace.NO_BLOCK && offset + length <= geometry.units; offset += step) {
            found = take(offset, length, stripe) ? offset : BuddySpace.NO_BLOCK;
        }
        stripes.endHiding(stripe);
        return found;
    }
}
