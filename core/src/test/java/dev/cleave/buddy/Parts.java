package dev.cleave.buddy;

/** The inner parts of a space put together by hand, so that each can be looked at alone: nothing in front of the tree, no order map. */
final class Parts {
    static final int MINE = 0;

    final Geometry geometry;
    final Metadata metadata;
    final Lanes lanes;
    final Homes homes;
    final Hints hints;
    final Tree tree;
    final FreeUnits freeUnits;
    final Ranges ranges;
    final Gaps gaps;
    final Extents extents;

    /** Parts of a space in which nothing is free yet. */
    Parts(long units, int stripes) {
        geometry = new Geometry(units);
        metadata = new ArrayMetadata(geometry.wordCount);
        lanes = new Lanes(stripes, ArrayMetadata::new);
        homes = new Homes(geometry, lanes, ArrayMetadata::new);
        hints = new Hints(geometry, metadata, homes, lanes);
        tree = new Tree(geometry, metadata, hints, homes, lanes);
        freeUnits = new FreeUnits(geometry, metadata);
        ranges = new Ranges(geometry, freeUnits, hints, tree, lanes);
        gaps = new Gaps(freeUnits, ranges, lanes);
        extents = new Extents(geometry, metadata, freeUnits, hints, tree, homes, ranges, gaps, lanes);
    }

    /** As a space that was just opened. */
    static Parts allFree(long units) {
        Parts parts = new Parts(units, 1);
        parts.tree.give(0, units);
        return parts;
    }

    long word(int level, int index) {
        return metadata.get(geometry.word(level, index));
    }
}
