/** Arrow's buffers on a bounded pool. */
module dev.cleave.arrow {
    requires transitive dev.cleave.core;
    requires transitive org.apache.arrow.memory.core;
    requires static org.jspecify;

    exports dev.cleave.arrow;
}
