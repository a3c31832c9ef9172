package dev.cleave.heap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cleave.heap.CorruptedBlockException.Damage;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Random histories of a hardened heap in a pool that is full now and then. Each block is zero when it comes, bears a stamp on every byte while it is
 * held, and now and then is damaged on purpose: each damage is reported, once, and nothing else is.
 */
@DisplayName("A hardened heap, in random histories,")
class HardenedHeapPropertyTest {
    private static final int HISTORIES = 12;
    private static final int OPERATIONS = 3_000;
    private static final int LIVE = 150;
    private static final long SEED = Long.getLong("cleave.heap.seed", System.nanoTime());

    @Test
    @DisplayName("gives zeroes, keeps stamps, and reports every damage and nothing else")
    void reportsEveryDamage() {
        System.out.println("cleave.heap.seed=" + SEED);
        for (int history = 0; history < HISTORIES; history++) {
            try (Pool pool = Pool.builder().capacity(4 << 20).purge(false).build()) {
                new History(pool, SEED + history).run();
            }
        }
    }

    /** One history, with all that is known of it. */
    private static final class History {
        private record Block(long address, int byteSize, byte stamp) {}

        private final Pool pool;
        private final Heap heap;
        private final RandomGenerator random;
        private final List<Block> live = new ArrayList<>();
        private final List<Long> condemned = new ArrayList<>();
        private final List<Long> writtenAfterFree = new ArrayList<>();

        History(Pool pool, long seed) {
            this.pool = pool;
            random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            heap = Heap.builder(pool).reportLeaks(false).safety(SafetyLevel.HARDENED)
                    .quarantine(random.nextInt(400_000), random.nextInt(200)).build();
        }

        void run() {
            for (int operation = 0; operation < OPERATIONS; operation++) {
                int kind = random.nextInt(100);
                if (live.size() < LIVE && (live.isEmpty() || kind < 50)) {
                    allocate();
                } else if (kind < 80) {
                    free(takeAny());
                } else if (kind < 95) {
                    reallocate(takeAny());
                } else if (kind < 97) {
                    overflow(takeAny());
                } else if (kind < 98) {
                    writeAfterFree(takeAny());
                } else {
                    heap.trim();
                }
            }
            end();
        }

        private void end() {
            while (!live.isEmpty()) {
                free(takeAny());
            }
            heap.trim();
            while (!writtenAfterFree.isEmpty()) {
                free(stamped(heap.allocate(10), 10));
            }
            heap.trim();
            assertThat(heap.safetyUsage()).isEqualTo(new SafetyUsage(0, 0, condemned.size()));
            assertThat(heap.usage().liveBlocks()).as("only what is out of service").isEqualTo(condemned.size());
            heap.close();
            assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        }

        private Block takeAny() {
            return live.remove(random.nextInt(live.size()));
        }

        private MemorySegment bytes(long address, long from, long to) {
            return pool.memory().asSlice(address - pool.baseAddress() + from, to - from);
        }

        private void allocate() {
            int byteSize = 1 + random.nextInt(8 << random.nextInt(14));
            int alignment = 1 << random.nextInt(13);
            try {
                long address = random.nextBoolean() ? heap.allocate(byteSize) : heap.allocate(byteSize, alignment);
                assertThat(condemned).as("out of service").doesNotContain(address);
                requireFilled(address, 0, byteSize, (byte) 0);
                live.add(stamped(address, byteSize));
            } catch (PoolExhaustedException full) {
                assertThat(heap.safetyUsage().quarantinedBlocks()).as("kept in a full pool").isZero();
            }
        }

        private Block stamped(long address, int byteSize) {
            byte stamp = (byte) (1 + random.nextInt(100));
            bytes(address, 0, byteSize).fill(stamp);
            return new Block(address, byteSize, stamp);
        }

        private void requireFilled(long address, long from, long to, byte expected) {
            byte[] found = bytes(address, from, to).toArray(JAVA_BYTE);
            for (int index = 0; index < found.length; index++) {
                if (found[index] != expected) {
                    assertThat(found[index]).as("byte %d of 0x%x", from + index, address).isEqualTo(expected);
                }
            }
        }

        private void free(Block block) {
            requireFilled(block.address, 0, block.byteSize, block.stamp);
            assertThat(heap.usableBytes(block.address)).isEqualTo(block.byteSize);
            try {
                if (random.nextBoolean()) {
                    heap.free(block.address);
                } else {
                    heap.free(block.address, block.byteSize);
                }
            } catch (CorruptedBlockException found) {
                settle(found);
            }
            if (!condemned.contains(block.address)) {
                assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> heap.free(block.address));
            }
        }

        /** What is reported must be a block that was written after its free. */
        private void settle(CorruptedBlockException found) {
            assertThat(found.damage()).isEqualTo(Damage.WRITE_AFTER_FREE);
            assertThat(writtenAfterFree.remove(found.address())).as("%s", found).isTrue();
        }

        private void reallocate(Block block) {
            int byteSize = 1 + random.nextInt(8 << random.nextInt(14));
            try {
                long moved = heap.reallocate(block.address, byteSize);
                requireFilled(moved, 0, Math.min(byteSize, block.byteSize), block.stamp);
                requireFilled(moved, Math.min(byteSize, block.byteSize), byteSize, (byte) 0);
                live.add(stamped(moved, byteSize));
            } catch (PoolExhaustedException full) {
                requireFilled(block.address, 0, block.byteSize, block.stamp);
                live.add(block);
            }
        }

        private void overflow(Block block) {
            byte behind = bytes(block.address, block.byteSize, block.byteSize + 1).get(JAVA_BYTE, 0);
            bytes(block.address, block.byteSize, block.byteSize + 1).fill((byte) ~behind);
            assertThatExceptionOfType(CorruptedBlockException.class).isThrownBy(() -> heap.free(block.address))
                    .satisfies(found -> assertThat(found.damage()).isEqualTo(Damage.OVERFLOW))
                    .satisfies(found -> assertThat(found.address()).isEqualTo(block.address))
                    .satisfies(found -> assertThat(found.offset()).isEqualTo(block.byteSize));
            condemned.add(block.address);
        }

        /** Written to only if it is in quarantine: else it may be another's already. */
        private void writeAfterFree(Block block) {
            free(block);
            byte[] first = bytes(block.address, 0, 1).toArray(JAVA_BYTE);
            if (isQuarantined(block) && first[0] == Canaries.FREED_FILL) {
                long offset = random.nextInt(block.byteSize);
                bytes(block.address, offset, offset + 1).fill((byte) 1);
                writtenAfterFree.add(block.address);
                condemned.add(block.address);
            }
        }

        private boolean isQuarantined(Block block) {
            try {
                heap.usableBytes(block.address);
                return false;
            } catch (InvalidAddressException refused) {
                return refused.getMessage().contains("quarantine");
            }
        }
    }
}
