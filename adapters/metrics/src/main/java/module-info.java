/** Pools and heaps as meters, JMX beans and a health check. */
@SuppressWarnings("requires-transitive-automatic") // Micrometer names its modules in manifests, and describes none
module dev.cleave.metrics {
    requires transitive dev.cleave.core;
    requires static transitive dev.cleave.contiguity;
    requires static transitive micrometer.core;
    requires transitive java.management;
    requires static org.jspecify;

    exports dev.cleave.metrics;
}
