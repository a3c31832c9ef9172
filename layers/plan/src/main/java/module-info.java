/** Placement planned from a recorded trace, and pools that follow the plan. */
module dev.cleave.plan {
    requires transitive dev.cleave.core;
    requires static org.jspecify;

    exports dev.cleave.plan;
}
