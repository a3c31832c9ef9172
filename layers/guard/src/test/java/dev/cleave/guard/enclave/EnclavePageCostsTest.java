package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a page costs")
class EnclavePageCostsTest {
    @Test
    @DisplayName("is measured: something, each way")
    void measured() {
        EnclavePageCosts costs = EnclavePageCosts.measure();
        assertThat(costs.sealNanos()).isPositive().isFinite();
        assertThat(costs.openNanos()).isPositive().isFinite();
    }
}
