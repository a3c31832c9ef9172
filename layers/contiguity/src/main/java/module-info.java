/**
 * Large blocks on demand: mobility groups, movable blocks and pins, compaction, reservations,
 * gather lists, growable segments.
 */
module dev.cleave.contiguity {
    requires transitive dev.cleave.core;
    requires static org.jspecify;

    exports dev.cleave.contiguity;
}
