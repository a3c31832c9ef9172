package dev.cleave.heap;

/**
 * What the map has at the units of an object cache's slab. It is no {@link Slab}, so that the heap's own frees take nothing of a cache's, and need not
 * look.
 *
 * @param cache whose slab it is
 * @param slab the slab
 */
record CachedSlab(ObjectCache cache, Slab slab) {}
