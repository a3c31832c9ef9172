/** Caches off the Java heap by the interface of JSR 107. */
@SuppressWarnings("requires-transitive-automatic") // the interface's own jar describes no module
module dev.cleave.jcache {
    requires transitive cache.api;
    requires transitive dev.cleave.cache;
    requires java.management;
    requires static org.jspecify;

    exports dev.cleave.jcache;

    provides javax.cache.spi.CachingProvider with
            dev.cleave.jcache.CleaveCachingProvider;
}
