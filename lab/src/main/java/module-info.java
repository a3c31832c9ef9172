/** Traces, replay, experiments, charts and reports. */
module dev.cleave.lab {
    requires transitive dev.cleave.core;
    requires static org.jspecify;
}
