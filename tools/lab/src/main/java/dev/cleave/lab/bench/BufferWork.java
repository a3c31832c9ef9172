package dev.cleave.lab.bench;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.ByteAllocator;
import java.util.Optional;

/** What is done with Netty's direct buffers, of its own allocators and of Cleave's for it. */
enum BufferWork implements ByteWork {
    /** The pattern of Netty's own benchmark, with few buffers. */
    PROXY_128(BufferSizes.PROXY, 128, Manner.PLAIN),
    /** The same with more. */
    PROXY_1024(BufferSizes.PROXY, 1_024, Manner.PLAIN),
    /** An HTTP server's sizes. */
    HTTP(BufferSizes.HTTP, 256, Manner.PLAIN),
    /** Few buffers for each of very many threads. */
    VIRTUAL(BufferSizes.PROXY, 8, Manner.VIRTUAL) {
        @Override
        public Crew crew(Trial trial) {
            int count = VirtualWorker.threads(trial);
            long[] sizes = sizes().bytes();
            return (thread, peer) -> {
                ByteAllocator buffers = peer.buffersForThread(count * VirtualWorker.SLOTS_APART);
                BlockHold hold = new SizedHold(buffers, sizes);
                return new VirtualWorker(buffers, count, each -> new MixedWorker(hold,
                        trial.random(thread * count + each), live(), sizes.length, each * VirtualWorker.SLOTS_APART));
            };
        }

        @Override
        public long liveBytes(Trial trial) {
            return VirtualWorker.threads(trial) * super.liveBytes(trial);
        }
    },
    /** Much memory of an HTTP server's sizes, each page of it touched, replaced and freed. */
    CHURN(BufferSizes.HTTP, 0, Manner.CHURN) {
        @Override
        public Crew crew(Trial trial) {
            return ChurnWorker.crew(trial, peer -> peer::buffersForThread, sizes().bytes());
        }

        @Override
        public long liveBytes(Trial trial) {
            return trial.settings().heap().liveBytes() / trial.threads() + sizes().most();
        }
    };

    private final BufferSizes sizes;
    private final int live;
    private final Manner manner;

    BufferWork(BufferSizes sizes, int live, Manner manner) {
        this.sizes = sizes;
        this.live = live;
        this.manner = manner;
    }

    BufferSizes sizes() {
        return sizes;
    }

    int live() {
        return live;
    }

    @Override
    public Crew crew(Trial trial) {
        long[] bytes = sizes.bytes();
        return (thread, peer) -> new MixedWorker(new SizedHold(peer.buffersForThread(live), bytes),
                trial.random(thread), live, bytes.length);
    }

    @Override
    public long liveBytes(Trial trial) {
        return live * sizes.most();
    }

    @Override
    public final Manner manner() {
        return manner;
    }

    @Override
    public final Optional<String> refusal(AllocatorName allocator, int threads) {
        return allocator.servesBuffers() ? manner.refusal() : Optional.of("it has no buffers of Netty's");
    }
}
