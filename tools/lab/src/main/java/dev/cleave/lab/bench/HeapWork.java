package dev.cleave.lab.bench;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.ByteAllocator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What the workloads of the heap do: memory by the byte, where those of the buddy space deal in
 * orders.
 */
enum HeapWork implements ByteWork {
    /** Allocate, free at once. */
    PAIR(64, Manner.PLAIN) {
        @Override
        public Crew crew(Trial trial) {
            return (thread, peer) -> new PairWorker(SizedHold.of(peer.bytesForThread(1), trial.bytes()), 0, 0);
        }

        @Override
        public long liveBytes(Trial trial) {
            return trial.bytes();
        }
    },
    /** A thousand allocations, then a thousand frees. */
    BATCH(4096, Manner.PLAIN) {
        @Override
        public Crew crew(Trial trial) {
            return (thread, peer) -> new BatchWorker(
                    SizedHold.of(peer.bytesForThread(BatchWorker.BATCH), trial.bytes()), 0, BatchWorker.BATCH);
        }

        @Override
        public long liveBytes(Trial trial) {
            return BatchWorker.BATCH * trial.bytes();
        }
    },
    /** Random replacements. */
    MIXED(0, Manner.PLAIN) {
        @Override
        public Crew crew(Trial trial) {
            return (thread, peer) -> {
                long[] sizes = SizedHold.logUniform(MIXED_LEAST, MIXED_MOST, MIXED_SIZES);
                return new MixedWorker(new SizedHold(peer.bytesForThread(MixedWorker.LIVE), sizes),
                        trial.random(thread), MixedWorker.LIVE, MIXED_SIZES);
            };
        }

        @Override
        public long liveBytes(Trial trial) {
            return MixedWorker.LIVE * MIXED_MOST;
        }
    },
    /** One allocates, another frees. */
    HANDOFF(64, Manner.PLAIN) {
        @Override
        public Crew crew(Trial trial) {
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
        public long liveBytes(Trial trial) {
            return HandoffRing.CAPACITY * trial.bytes();
        }

        @Override
        Optional<String> refusalOfHeap(AllocatorName allocator, int threads) {
            return Workload.handoffRefusal(allocator, threads);
        }
    },
    /** Pairs of very many threads. */
    VIRTUAL(1024, Manner.VIRTUAL) {
        @Override
        public Crew crew(Trial trial) {
            int count = VirtualWorker.threads(trial);
            return (thread, peer) -> {
                ByteAllocator heap = peer.bytesForThread(count * VirtualWorker.SLOTS_APART);
                BlockHold hold = SizedHold.of(heap, trial.bytes());
                return new VirtualWorker(heap, count,
                        each -> new PairWorker(hold, 0, each * VirtualWorker.SLOTS_APART));
            };
        }

        @Override
        public long liveBytes(Trial trial) {
            return VirtualWorker.VIRTUAL_THREADS * trial.bytes();
        }
    },
    /** Much memory, each page of it touched, replaced and freed. */
    CHURN(0, Manner.CHURN) {
        @Override
        public Crew crew(Trial trial) {
            return ChurnWorker.crew(trial, peer -> peer::bytesForThread,
                    SizedHold.logUniform(CHURN_LEAST, CHURN_MOST, CHURN_SIZES));
        }

        @Override
        public long liveBytes(Trial trial) {
            return trial.settings().heap().liveBytes() / trial.threads() + CHURN_MOST;
        }
    };

    private static final long MIXED_LEAST = 64;
    private static final long MIXED_MOST = 256 << 10;
    private static final int MIXED_SIZES = 4_096;
    private static final long CHURN_LEAST = 256;
    private static final long CHURN_MOST = 1 << 20;
    private static final int CHURN_SIZES = 4_096;

    private final long usualBytes;
    private final Manner manner;

    HeapWork(long usualBytes, Manner manner) {
        this.usualBytes = usualBytes;
        this.manner = manner;
    }

    @Override
    public OptionalLong usualBytes() {
        return usualBytes == 0 ? OptionalLong.empty() : OptionalLong.of(usualBytes);
    }

    @Override
    public final Manner manner() {
        return manner;
    }

    @Override
    public final Optional<String> refusal(AllocatorName allocator, int threads) {
        return allocator.servesBytes()
                ? refusalOfHeap(allocator, threads)
                : Optional.of("it serves no memory by the byte");
    }

    /** What it has against an allocator that serves bytes. */
    Optional<String> refusalOfHeap(AllocatorName allocator, int threads) {
        return manner.refusal();
    }
}
