package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Two fences in one")
class BothFencesTest {
    @Test
    @DisplayName("pass when both have")
    void passWhenBothHave() {
        DeviceDouble.Fence one = new DeviceDouble.Fence();
        DeviceDouble.Fence other = new DeviceDouble.Fence();
        DeviceFence both = BothFences.of(one, other);
        one.pass();
        assertThat(both.passed()).isFalse();
        assertThat(both.await(Duration.ofSeconds(Long.MAX_VALUE))).isFalse();
        other.pass();
        assertThat(both.passed()).isTrue();
        assertThat(both.await(Duration.ZERO)).isTrue();
    }

    @Test
    @DisplayName("are one where there is one, or they are the same")
    void areOne() {
        DeviceDouble.Fence one = new DeviceDouble.Fence();
        assertThat(BothFences.of(one, null)).isSameAs(one);
        assertThat(BothFences.of(null, one)).isSameAs(one);
        assertThat(BothFences.of(one, one)).isSameAs(one);
        assertThat(BothFences.of(null, null)).isNull();
    }
}
