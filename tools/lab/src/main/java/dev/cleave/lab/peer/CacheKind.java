package dev.cleave.lab.peer;

/**
 * The peers that are caches, each bounded in bytes as it counts them itself, as far as it can be.
 */
enum CacheKind {
    /** On the Java heap. */
    CAFFEINE("caffeine", "Caffeine 3 on the Java heap, which answers without a copy; bounded by bytes of values",
            CaffeineStore::new),
    /** Off the heap, with its own allocator over the C library's. */
    OHC("ohc", "OHC 0.7, a cache off the Java heap", OhcStore::new),
    /** Off the heap, in direct buffers. */
    EHCACHE("ehcache", "Ehcache 3 with its off-heap tier alone", EhcacheStore::new),
    /** Off the heap, a database's map. */
    MAPDB("mapdb", "MapDB 3, a hash map in direct memory; not bounded", mostBytes -> new MapDbStore()),
    /** Off the heap, a data grid's local cache. */
    INFINISPAN("infinispan", "Infinispan 15, a local cache off the Java heap", InfinispanStore::new);

    private final String label;
    private final String summary;
    private final Opener opener;

    /** Opens a cache of so many bytes. */
    @FunctionalInterface
    private interface Opener {
        CacheStore open(long mostBytes);
    }

    CacheKind(String label, String summary, Opener opener) {
        this.label = label;
        this.summary = summary;
        this.opener = opener;
    }

    String label() {
        return label;
    }

    String summary() {
        return summary;
    }

    /**
     * Whether its entries are objects on the Java heap: it answers what it was given, without a
     * copy.
     */
    boolean isOnJavaHeap() {
        return this == CAFFEINE;
    }

    CacheStore open(long mostBytes) {
        return opener.open(mostBytes);
    }
}
