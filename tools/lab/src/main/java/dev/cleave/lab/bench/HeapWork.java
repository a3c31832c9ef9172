package dev.cleave.lab.bench;

import dev.cleave.lab.jvm.ResidentMemory;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.ByteAllocator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the workloads of the heap do: memory by the byte, where those of the buddy space deal in orders. */
enum HeapWork {
    /** Allocate, free at once. */
    PAIR(64) {
        @Override
        Crew crew(Trial trial) {
            return (thread, peer) -> new PairWorker(SizedHold.of(peer.bytesForThread(1), trial.bytes()), 0, 0);
        }

        @Override
        long liveBytes(Trial trial) {
            return trial.bytes();
        }
    },
    /** A thousand allocations, then a thousand frees. */
    BATCH(4096) {
        @Override
        Crew crew(Trial trial) {
            return (thread, peer) -> new BatchWorker(
                    SizedHold.of(peer.bytesForThread(BatchWorker.BATCH), trial.bytes()), 0, BatchWorker.BATCH);
        }

        @Override
        long liveBytes(Trial trial) {
            return BatchWorker.BATCH * trial.bytes();
        }
    },
    /** Random replacements. */
    MIXED(0) {
        @Override
        Crew crew(Trial trial) {
            return (thread, peer) -> {
                long[] sizes = SizedHold.logUniform(MIXED_LEAST, MIXED_MOST, MIXED_SIZES);
                return new MixedWorker(new SizedHold(peer.bytesForThread(MixedWorker.LIVE), sizes),
                        trial.random(thread), MIXED_SIZES);
            };
        }

        @Override
        long liveBytes(Trial trial) {
            return MixedWorker.LIVE * MIXED_MOST;
        }
    },
    /** One allocates, another frees. */
    HANDOFF(64) {
        @Override
        Crew crew(Trial trial) {
            HandoffRing[] rings =
                    Stream.generate(HandoffRing::new).limit(trial.threads() / 2).toArray(HandoffRing[]::new);
            return (thread, peer) -> {
                ByteAllocator heap = peer.bytesForThread(HandoffRing.CAPACITY);
                HandoffRing ring = rings[thread / 2];
                return thread % 2 == 0
                        ? new HandoffProducer(SizedHold.of(heap, trial.bytes()), ring, 0)
                        : new HandoffConsumer(ring);
            };
        }

        @Override
        long liveBytes(Trial trial) {
            return HandoffRing.CAPACITY * trial.bytes();
        }

        @Override
        Optional<String> refusal(AllocatorName allocator, int threads) {
            return Workload.handoffRefusal(allocator, threads);
        }
    },
    /** Pairs of very many threads. */
    VIRTUAL(1024) {
        @Override
        Crew crew(Trial trial) {
            int count = Math.max(1, VirtualPairWorker.VIRTUAL_THREADS / trial.threads());
            return (thread, peer) -> new VirtualPairWorker(
                    peer.bytesForThread(count * VirtualPairWorker.SLOTS_APART), trial.bytes(), count);
        }

        @Override
        long liveBytes(Trial trial) {
            return VirtualPairWorker.VIRTUAL_THREADS * trial.bytes();
        }

        @Override
        List<String> jvmOptions(Trial trial) {
            return List.of("-Djdk.virtualThreadScheduler.parallelism=" + trial.threads(),
                    "-Djdk.virtualThreadScheduler.maxPoolSize=" + trial.threads());
        }
    },
    /** Much memory, each page of it touched, replaced and freed. */
    CHURN(0) {
        @Override
        Crew crew(Trial trial) {
            ChurnMemory memory = new ChurnMemory(trial.threads());
            return (thread, peer) -> new ChurnWorker(trial, peer, trial.random(thread), memory, thread == 0);
        }

        @Override
        long liveBytes(Trial trial) {
            return trial.settings().heap().liveBytes() / trial.threads() + ChurnWorker.MOST_BYTES;
        }

        @Override
        boolean warmsItselfUp() {
            return true;
        }

        // The Java heap is resident from the start, so that it does not grow under the measurement.
        @Override
        List<String> jvmOptions(Trial trial) {
            return List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");
        }

        @Override
        Optional<String> refusal(AllocatorName allocator, int threads) {
            return ResidentMemory.isKnown()
                    ? Optional.empty()
                    : Optional.of("this system does not tell how much memory is resident: it takes Linux");
        }
    };

    private static final long MIXED_LEAST = 64;
    private static final long MIXED_MOST = 256 << 10;
    private static final int MIXED_SIZES = 4_096;

    private final long usualBytes;

    HeapWork(long usualBytes) {
        this.usualBytes = usualBytes;
    }

    /** The size of its blocks unless told; empty where they are random. */
    OptionalLong usualBytes() {
        return usualBytes == 0 ? OptionalLong.empty() : OptionalLong.of(usualBytes);
    }

    /** The workers of a trial. */
    abstract Crew crew(Trial trial);

    /** The most bytes that a thread keeps live, roughly. */
    abstract long liveBytes(Trial trial);

    /** Whether rounds before those that are measured would only cost time. */
    boolean warmsItselfUp() {
        return false;
    }

    /** What a JVM for it is started with. */
    List<String> jvmOptions(Trial trial) {
        return List.of();
    }

    /** What it has against an allocator that serves bytes. */
    Optional<String> refusal(AllocatorName allocator, int threads) {
        return Optional.empty();
    }
}
