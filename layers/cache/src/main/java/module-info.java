/** Maps and caches off the Java heap, bounded by what they cost in bytes. */
module dev.cleave.cache {
    requires transitive dev.cleave.core;
    requires static org.jspecify;

    exports dev.cleave.cache;
}
