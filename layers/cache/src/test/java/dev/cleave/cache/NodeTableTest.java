package dev.cleave.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A table of nodes")
class NodeTableTest {
    private static final int CHUNK_SHIFT = 4;
    private static final long CHUNK_BYTES = (long) NodeTable.NODE_BYTES << CHUNK_SHIFT;
    private static final long LOW_BITS = 0xFF_FFFF_FFFFL;
    private static final long HIGH_BITS = 0xFFL << 56;

    private final Pool pool = SmallPool.of(4 << 20);
    private final EntryMemory memory = new EntryMemory(pool, new HeldBytes(Long.MAX_VALUE));
    private final NodeTable nodes = new NodeTable(memory, CHUNK_SHIFT);

    /** The nodes that have entries, and their hashes. */
    private final Map<Integer, Long> hashes = new HashMap<>();

    @AfterEach
    void close() {
        memory.close();
        pool.close();
    }

    private void take(long hash) {
        int node = nodes.take();
        assertThat(hashes).doesNotContainKey(node);
        nodes.hash(node, hash);
        nodes.set(node, (int) hash & 1, 8 + (hash & 0xF8));
        hashes.put(node, hash);
    }

    private void free(int node) {
        nodes.free(node);
        hashes.remove(node);
    }

    private void moveOne() {
        int node = nodes.nextToMove(0);
        if (node != NodeTable.NONE) {
            int other = nodes.tryCopy(node);
            assertThat(other).isNotEqualTo(NodeTable.NONE);
            assertThat(hashes).containsKey(node).doesNotContainKey(other);
            hashes.put(other, hashes.get(node));
            free(node);
        }
    }

    private void requireAll() {
        assertThat(nodes.live()).isEqualTo(hashes.size());
        hashes.forEach((node, hash) -> {
            assertThat(nodes.isUsed(node)).isTrue();
            assertThat(nodes.hash(node)).isEqualTo(hash & (LOW_BITS | HIGH_BITS));
            assertThat(nodes.bits(node)).isEqualTo(NodeTable.bits(hash));
            assertThat(nodes.segment(node)).isEqualTo((int) (hash & 1));
            assertThat(nodes.cost(node)).isEqualTo(8 + (hash & 0xF8));
        });
    }

    @Test
    @DisplayName("keeps what each node has while others come, leave and move, and no more chunks than it needs")
    void randomHistory() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int wave = 0; wave < 20; wave++) {
            int wanted = random.nextInt(2000);
            while (hashes.size() < wanted) {
                take(random.nextLong());
            }
            for (int node : hashes.keySet().stream().mapToInt(each -> each).toArray()) {
                if (hashes.size() > wanted && random.nextInt(4) != 0 && hashes.containsKey(node)) {
                    free(node);
                    moveOne();
                    moveOne();
                }
            }
            while (nodes.chunks().isSparse()) {
                moveOne();
            }
            requireAll();
            long needed = hashes.size() * 3L / 2 * NodeTable.NODE_BYTES + 3 * CHUNK_BYTES;
            assertThat(memory.held().sum()).as("seed %d, wave %d", seed, wave).isLessThanOrEqualTo(needed);
        }
    }

    @Test
    @DisplayName("gives all chunks but one back when nobody has a node, and takes their numbers again")
    void emptied() {
        for (int wave = 0; wave < 3; wave++) {
            for (int each = 0; each < 1000; each++) {
                take(each);
            }
            assertThat(nodes.end()).isLessThanOrEqualTo(1000 + 3 * (1 << CHUNK_SHIFT));
            for (int node : hashes.keySet().stream().mapToInt(each -> each).toArray()) {
                free(node);
            }
            assertThat(memory.held().sum()).isEqualTo(CHUNK_BYTES);
            assertThat(nodes.isUsed(900)).isFalse();
        }
    }

    @Test
    @DisplayName("says what an entry costs, exactly up to 8 KiB and less by a 512th at most above")
    void costs() {
        for (long bytes = 8; bytes <= 8 << 10; bytes += 8) {
            assertThat(NodeCost.bytes(NodeCost.of(bytes))).isEqualTo(bytes);
        }
        for (long bytes = 8 << 10; bytes < 4L << 30; bytes += bytes / 100 + 1 & -8) {
            assertThat(NodeCost.of(bytes)).isBetween(1, (1 << 14) - 1);
            assertThat(NodeCost.bytes(NodeCost.of(bytes))).isBetween(bytes - bytes / 512, bytes);
        }
    }
}
