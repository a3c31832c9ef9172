package dev.cleave.lab.bench;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.ByteAllocator;
import java.util.List;
import java.util.Optional;

/** What is done with Netty's direct buffers, of its own allocators and of Cleave's for it. */
enum BufferWork implements ByteWork {
    /** The pattern of Netty's own benchmark, with few buffers. */
    PROXY_128(BufferSizes.PROXY, 128),
    /** The same with more. */
    PROXY_1024(BufferSizes.PROXY, 1_024),
    /** An HTTP server's sizes. */
    HTTP(BufferSizes.HTTP, 256),
    /** Few buffers for each of very many threads. */
    VIRTUAL(BufferSizes.PROXY, 8) {
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

        @Override
        public boolean isVirtual() {
            return true;
        }

        @Override
        public List<String> jvmOptions(Trial trial) {
            return VirtualWorker.jvmOptions(trial);
        }
    },
    /** Much memory of an HTTP server's sizes, each page of it touched, replaced and freed. */
    CHURN(BufferSizes.HTTP, 0) {
        @Override
        public Crew crew(Trial trial) {
            ChurnMemory memory = new ChurnMemory(trial.threads());
            long[] sizes = sizes().bytes();
            return (thread, peer) -> new ChurnWorker(trial, peer::buffersForThread, sizes, trial.random(thread),
                    memory, thread == 0);
        }

        @Override
        public long liveBytes(Trial trial) {
            return trial.settings().heap().liveBytes() / trial.threads() + sizes().most();
        }

        @Override
        public boolean warmsItselfUp() {
            return true;
        }

        @Override
        public List<String> jvmOptions(Trial trial) {
            return ChurnMemory.JVM_OPTIONS;
        }

        @Override
        Optional<String> refusalHere() {
            return ChurnMemory.refusal();
        }
    };

    private final BufferSizes sizes;
    private final int live;

    BufferWork(BufferSizes sizes, int live) {
        this.sizes = sizes;
        this.live = live;
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
    public final Optional<String> refusal(AllocatorName allocator, int threads) {
        return allocator.servesBuffers() ? refusalHere() : Optional.of("it has no buffers of Netty's");
    }

    /** Why it cannot be done on this system. */
    Optional<String> refusalHere() {
        return Optional.empty();
    }
}
