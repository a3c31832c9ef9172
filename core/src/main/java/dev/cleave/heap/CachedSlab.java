package dev.cleave.heap;

/**
 * What the map has at the units of an object cache's slab. It is no {@link Slab}, so that the heap's own frees take nothing of a cache's, and need not
 * look.
 *
 * @param slab the slab: of the class of its cache's slots
 */
record CachedSlab(Slab slab) {
    /** Whether it is of this class. */
    boolean isOf(SlabClass kind) {
        return slab.kind == kind;
    }

    /** What messages call the cache whose slab it is. */
    String owner() {
        return slab.kind.owner();
    }
}
