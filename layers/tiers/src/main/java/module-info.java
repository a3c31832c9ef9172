/** Memory of several kinds behind one handle: DRAM, files that outlive a crash, far memory. */
module dev.cleave.tiers {
    requires transitive dev.cleave.contiguity;
    requires static org.jspecify;
    requires jdk.nio.mapmode;

    exports dev.cleave.tiers;
    exports dev.cleave.tiers.durable;
    exports dev.cleave.tiers.policy;
}
