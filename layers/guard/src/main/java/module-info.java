/** Memory held against those who mean harm: tenants, enclave pools. */
module dev.cleave.guard {
    requires transitive dev.cleave.contiguity;
    requires static org.jspecify;

    exports dev.cleave.guard;
    exports dev.cleave.guard.enclave;
}
