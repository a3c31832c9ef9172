package dev.cleave.lab.bench;

import dev.cleave.lab.device.DeviceAllocator;
import dev.cleave.lab.device.DeviceAllocatorKind;
import dev.cleave.lab.device.DeviceMix;
import dev.cleave.lab.device.DeviceRequest;
import dev.cleave.lab.peer.AllocatorName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is done with the memory of a graphics card. */
enum DeviceWork implements ByteWork {
    /** Allocate, free at once, where others live. */
    PAIR {
        @Override
        public OptionalLong usualBytes() {
            return OptionalLong.of(PAIR_BYTES);
        }

        @Override
        public Crew crew(Trial trial) {
            return (thread, peer) -> {
                DeviceAllocator device = peer.device();
                List<DeviceRequest> request =
                        List.of(new DeviceRequest(trial.bytes(), device.needs().bufferAlignment()));
                return new DevicePairWorker(device.lane(request, DevicePairWorker.NEIGHBOURS + 1));
            };
        }
    },
    /** The sizes of VulkanMemoryAllocator's own benchmark of algorithms. */
    BATCH {
        @Override
        public Crew crew(Trial trial) {
            return (thread, peer) -> {
                DeviceAllocator device = peer.device();
                return new DeviceBatchWorker(
                        device.lane(DeviceMix.benchmarkBuffers(device.needs()), DeviceBatchWorker.BATCH),
                        DeviceMix.REQUESTS, trial.random(thread));
            };
        }
    },
    /** Random replacements of small buffers and images. */
    SMALL {
        @Override
        public Crew crew(Trial trial) {
            return mixed(trial, DeviceMix.SMALL);
        }
    },
    /** Random replacements of large ones. */
    LARGE {
        @Override
        public Crew crew(Trial trial) {
            return mixed(trial, DeviceMix.LARGE);
        }
    },
    /** Random replacements of both. */
    ALL {
        @Override
        public Crew crew(Trial trial) {
            return mixed(trial, DeviceMix.ALL);
        }
    };

    private static final long PAIR_BYTES = 1_024;

    private static Crew mixed(Trial trial, DeviceMix mix) {
        DeviceLive live = new DeviceLive(trial.threads());
        return (thread, peer) -> new DeviceWorker(peer.device(), mix.requests(peer.device().needs()), mix.live(),
                trial.random(thread), live, thread);
    }

    /** None of the processor's. */
    @Override
    public final long liveBytes(Trial trial) {
        return 0;
    }

    @Override
    public final Manner manner() {
        return Manner.PLAIN;
    }

    @Override
    public final Optional<String> refusal(AllocatorName allocator, int threads) {
        return allocator.servesDevices() ? DeviceAllocatorKind.refusal() : Optional.of("it has no device memory");
    }
}
