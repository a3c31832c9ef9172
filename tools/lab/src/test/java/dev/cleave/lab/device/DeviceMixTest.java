package dev.cleave.lab.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The sizes that device memory is asked for. */
class DeviceMixTest {
    private static final ResourceNeeds NEEDS = new ResourceNeeds(16, 1024, 0);

    private static double share(List<DeviceRequest> requests, Predicate<DeviceRequest> is) {
        return (double) requests.stream().filter(is).count() / requests.size();
    }

    @DisplayName("Half are buffers, half images; small ones and large ones lie in their ranges, aligned as asked")
    @Test
    void sizesLieInTheirRanges() {
        List<DeviceRequest> small = DeviceMix.SMALL.requests(NEEDS);
        List<DeviceRequest> large = DeviceMix.LARGE.requests(NEEDS);
        List<DeviceRequest> all = DeviceMix.ALL.requests(NEEDS);

        assertThat(small).hasSize(DeviceMix.REQUESTS)
                .allSatisfy(each -> assertThat(each.byteSize()).isBetween(16L, 4_096L))
                .allSatisfy(each -> assertThat(each.byteSize() % each.alignment()).isZero());
        assertThat(large).allSatisfy(each -> assertThat(each.byteSize()).isBetween(65_536L, 16L << 20));
        assertThat(share(small, each -> each.alignment() == 1024)).isBetween(0.45, 0.55);
        assertThat(share(all, each -> each.byteSize() <= 4_096)).isBetween(0.45, 0.55);
        assertThat(DeviceMix.benchmarkBuffers(NEEDS))
                .allSatisfy(each -> assertThat(each.byteSize()).isBetween(32L, 1_023L));
    }

    @DisplayName("The same needs make the same requests, whenever they are asked")
    @Test
    void theSameNeedsMakeTheSameRequests() {
        List<DeviceRequest> first = DeviceMix.ALL.requests(NEEDS);
        List<DeviceRequest> again = DeviceMix.ALL.requests(new ResourceNeeds(16, 1024, 3));

        assertThat(again).isEqualTo(first);
        assertThat(first.stream().distinct().count()).isGreaterThan(DeviceMix.REQUESTS / 2);
    }
}
