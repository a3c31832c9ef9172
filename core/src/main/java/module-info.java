/** The buddy space, real memory under it, and arenas over that. */
@SuppressWarnings("module") // those that a package is exported to are compiled later
module dev.cleave.core {
    requires jdk.jfr;
    requires static org.jspecify;

    exports dev.cleave.arena;
    exports dev.cleave.buddy;
    exports dev.cleave.daemon to
            dev.cleave.contiguity, dev.cleave.objects, dev.cleave.tiers;
    exports dev.cleave.format to
            dev.cleave.plan;
    exports dev.cleave.handle to
            dev.cleave.cache, dev.cleave.contiguity, dev.cleave.guard, dev.cleave.tiers, dev.cleave.objects;
    exports dev.cleave.heap;
    exports dev.cleave.memory;
    exports dev.cleave.sketch to
            dev.cleave.cache, dev.cleave.tiers;
}
