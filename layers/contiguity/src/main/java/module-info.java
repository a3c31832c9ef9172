/** Large blocks on demand: movable blocks and pins, and compaction, over a pool. */
module dev.cleave.contiguity {
    requires transitive dev.cleave.core;
    requires static org.jspecify;

    exports dev.cleave.contiguity;
}
