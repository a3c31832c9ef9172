package dev.cleave.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cleave.lab.device.DeviceAllocator;
import dev.cleave.lab.device.DeviceAllocatorKind;
import dev.cleave.lab.device.DeviceLane;
import dev.cleave.lab.device.DeviceMoves;
import dev.cleave.lab.device.DeviceRequest;
import dev.cleave.lab.device.DeviceState;
import dev.cleave.lab.device.ResourceNeeds;
import dev.cleave.lab.peer.AllocatorName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The workloads of a graphics card's memory. */
class DeviceWorkloadTest {
    private static final List<Workload> WORKLOADS = Workload.named("gpu");

    /** Counts what is live, and reserves three bytes for each. */
    private static final class Books implements DeviceAllocator, Peer {
        private final AtomicLong liveBytes = new AtomicLong();
        private final AtomicLong live = new AtomicLong();
        private final AtomicLong most = new AtomicLong();

        @Override
        public String label() {
            return "books";
        }

        @Override
        public ResourceNeeds needs() {
            return new ResourceNeeds(16, 256, 0);
        }

        @Override
        public DeviceLane lane(List<DeviceRequest> requests, int slots) {
            int[] held = new int[slots];
            return new DeviceLane() {
                @Override
                public boolean allocate(int request, int slot) {
                    assertThat(held[slot]).as("slot %d is empty", slot).isZero();
                    held[slot] = request + 1;
                    liveBytes.addAndGet(requests.get(request).byteSize());
                    most.accumulateAndGet(live.incrementAndGet(), Math::max);
                    return true;
                }

                @Override
                public void free(int slot) {
                    assertThat(held[slot]).as("slot %d holds something", slot).isPositive();
                    liveBytes.addAndGet(-requests.get(held[slot] - 1).byteSize());
                    held[slot] = 0;
                    live.decrementAndGet();
                }
            };
        }

        @Override
        public DeviceState state() {
            return new DeviceState(1, 3 * liveBytes.get(), live.get());
        }

        @Override
        public DeviceMoves defragment() {
            return new DeviceMoves(0, 0);
        }

        @Override
        public DeviceAllocator device() {
            return this;
        }

        @Override
        public BlockHold forThread(int slots) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private static Trial trial(AllocatorName allocator, Workload workload, int threads) {
        return new Trial(allocator, workload, threads, MeasuringTest.settings(16 << 20).variants(workload).getFirst());
    }

    @DisplayName("As many live as they say, all freed at the end, and what is reserved told for each live byte")
    @ParameterizedTest
    @CsvSource({"GPU_PAIR,1,1001", "GPU_PAIR,2,2002", "GPU_BATCH,1,3333", "GPU_MIXED_SMALL,2,4096",
        "GPU_MIXED_LARGE,1,96", "GPU_MIXED_ALL,2,384"})
    void asManyLiveAsTheySay(Workload workload, int threads, long mostLive) {
        Books books = new Books();

        RoundResult result = SecondRound.of(trial(AllocatorName.CLEAVE, workload, threads), books).getFirst();

        assertThat(result.operations()).isPositive();
        assertThat(result.failures()).isZero();
        assertThat(books.live).hasValue(0);
        assertThat(books.most.get()).isLessThanOrEqualTo(mostLive).isGreaterThan(mostLive - 2L * threads);
        assertThat(result.residency().map(Residency::perLive))
                .isEqualTo(workload.label().startsWith("gpu-mixed")
                        ? Optional.of(3.0)
                        : Optional.empty());
    }

    @DisplayName("Who has no device memory is told so; who has nothing else does nothing else")
    @Test
    void whoHasNoDeviceMemoryIsToldSo() {
        BenchSettings settings = MeasuringTest.settings(16 << 20);
        assertThat(WORKLOADS).hasSize(5);
        for (Workload each : WORKLOADS) {
            assertThat(each.whyNot(AllocatorName.require("malloc"), 1, settings)).contains("it has no device memory");
            assertThat(each.whyNot(AllocatorName.VMA, 2, settings)).isEqualTo(DeviceAllocatorKind.refusal());
        }
        assertThat(Workload.PAIR.whyNot(AllocatorName.VMA, 1, settings)).contains("it has device memory alone");
        assertThat(Workload.HEAP_PAIR.whyNot(AllocatorName.VMA, 1, settings)).isPresent();
        assertThatThrownBy(() -> new HeapPeer(AllocatorName.require("malloc")).device())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("it has no device memory");
    }

    @DisplayName("Cleave and VulkanMemoryAllocator do every one of them on a real device")
    @ParameterizedTest
    @CsvSource({"cleave,1", "cleave,2", "vma,1", "vma,2"})
    void bothDoEveryOne(String allocator, int threads) {
        assumeTrue(DeviceAllocatorKind.refusal().isEmpty(), () -> DeviceAllocatorKind.refusal().orElse(""));
        for (Workload workload : WORKLOADS) {
            Trial trial = trial(AllocatorName.require(allocator), workload, threads);

            RoundResult result = SecondRound.of(trial, trial.open()).getFirst();

            assertThat(result.operations()).as(workload.label()).isPositive();
            assertThat(result.failures()).as(workload.label()).isZero();
            result.residency().ifPresent(found -> assertThat(found.perLive()).isGreaterThanOrEqualTo(1));
        }
    }

    @DisplayName("What is reserved stands in table and JSON, without a share that nobody looked at")
    @Test
    void whatIsReservedStandsInTheReport() {
        BenchResult row = new BenchResult("vma", "gpu-mixed-all", 1, 300, 290, 310, 100, 0,
                OptionalLong.empty(), Optional.of(Residency.reserved(1.25)));
        BenchReport report = new BenchReport(Environment.here(), Clock.ELAPSED, List.of(row), List.of());

        assertThat(report.toJson().toString()).contains("reservedPerLive=1.25").doesNotContain("resident");
        assertThat(String.join("\n", report.toTable())).contains("1.25");
        RoundResult round = new RoundResult("gpu-mixed-all", 1, 2, 0).with(Residency.reserved(1.25));
        assertThat(RoundResult.parse(round.toLine())).isEqualTo(round);
    }
}
