package dev.cleave.lab.experiment.http;

import dev.cleave.lab.peer.CleaveBuffers;
import dev.cleave.netty.CleaveByteBufAllocatorMetric;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * An allocator of Netty's buffers, opened for a server.
 *
 * @param buffers all that the server uses
 * @param heldBytes what it holds of the system for direct buffers
 * @param pinnedBytes those of live direct buffers; empty where it does not tell
 * @param close to be called when no buffer is live any more
 */
record ServerBuffers(
        ByteBufAllocator buffers, LongSupplier heldBytes, Supplier<OptionalLong> pinnedBytes, Runnable close) {
    /**
     * After this time, and at most twice of it, what is free goes back to the system, with Cleave.
     */
    static final Duration DECAY = Duration.ofSeconds(1);

    /** The allocators that are raced. */
    enum Kind {
        /** Cleave's buffers on a pool. */
        CLEAVE("cleave") {
            @Override
            ServerBuffers open(long capacity) {
                CleaveBuffers own = new CleaveBuffers(capacity, DECAY);
                CleaveByteBufAllocatorMetric metric = own.allocator().metric();
                return new ServerBuffers(own.allocator(), metric::committedDirectMemory,
                        () -> OptionalLong.of(metric.pinnedDirectMemory()), own::close);
            }
        },
        /** Netty's pooled buffers, as they come. */
        NETTY_POOLED("netty-pooled") {
            @Override
            ServerBuffers open(long capacity) {
                PooledByteBufAllocator buffers = PooledByteBufAllocator.DEFAULT;
                return new ServerBuffers(buffers, () -> buffers.metric().usedDirectMemory(),
                        () -> OptionalLong.of(buffers.pinnedDirectMemory()), () -> {});
            }
        },
        /** Netty's adaptive buffers, as they come. */
        NETTY_ADAPTIVE("netty-adaptive") {
            @Override
            ServerBuffers open(long capacity) {
                AdaptiveByteBufAllocator buffers = new AdaptiveByteBufAllocator();
                return new ServerBuffers(buffers, () -> buffers.metric().usedDirectMemory(), OptionalLong::empty,
                        () -> {});
            }
        };

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** What results call it. */
        String label() {
            return label;
        }

        /**
         * Opens it in this JVM.
         *
         * @param capacity the most bytes of its direct buffers, where it can be bounded
         */
        abstract ServerBuffers open(long capacity);

        static Kind named(String label) {
            return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst().orElseThrow(
                    () -> new IllegalArgumentException(
                            "--allocator " + label + ": must be of " + String.join(", ", labels())));
        }

        static List<String> labels() {
            return Arrays.stream(values()).map(Kind::label).toList();
        }
    }
}
