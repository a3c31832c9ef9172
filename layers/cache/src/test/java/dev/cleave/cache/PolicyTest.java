package dev.cleave.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A cache's policy")
class PolicyTest {
    private static final long COST = 120;
    private static final int ENTRIES = 500;

    /** So many reads of each entry are more than enough for it to be calm. */
    private static final int READS = 20;

    private final Pool pool = SmallPool.of(4 << 20);
    private final EntryMemory memory = new EntryMemory(pool, new HeldBytes(1 << 20));
    private final Policy policy = new Policy(memory, 4, new LongAdder());
    private final AccessBuffers accesses = new AccessBuffers(policy);
    private final Random random = new Random(1);
    private final long[] hashes = random.longs(ENTRIES).toArray();
    private final int[] nodes = new int[ENTRIES];

    PolicyTest() {
        for (int each = 0; each < ENTRIES; each++) {
            nodes[each] = policy.add(hashes[each], COST);
        }
    }

    @AfterEach
    void close() {
        memory.close();
        pool.close();
    }

    private void readAll(int first, int end, int times) {
        for (int time = 0; time < times; time++) {
            for (int each = first; each < end; each++) {
                accesses.read(nodes[each], hashes[each]);
            }
        }
        accesses.drain();
    }

    @Test
    @DisplayName("is calm when all was read many times and nothing had to leave, until something has")
    void calm() {
        readAll(0, ENTRIES, 2);
        assertThat(policy.isCalm()).isFalse();
        readAll(0, ENTRIES, READS);
        assertThat(policy.isCalm()).isTrue();
        assertThat(policy.victim(COST)).isNotNull();
        assertThat(policy.isCalm()).isFalse();
    }

    @Test
    @DisplayName("knows while it is calm who is read and who is not")
    void calmReadsCount() {
        readAll(0, ENTRIES, READS);
        readAll(ENTRIES / 2, ENTRIES, 10 * READS);
        for (int each = 0; each < ENTRIES / 4; each++) {
            Policy.Victim victim = policy.victim(COST);
            assertThat(victim).isNotNull();
            assertThat(victim.node()).isIn(Arrays.stream(nodes, 0, ENTRIES / 2).boxed().toList());
            policy.removed(victim.node());
        }
    }

    @Test
    @DisplayName("lets entries leave in the same order when their nodes have moved")
    void movedNodes() {
        readAll(0, ENTRIES / 2, 2);
        long[] before = leavingAfterThreeOfFour(false);
        for (int each = 0; each < ENTRIES; each++) {
            nodes[each] = policy.add(hashes[each], COST);
        }
        assertThat(before).hasSize(ENTRIES / 4);
        readAll(0, ENTRIES / 2, 2);
        assertThat(leavingAfterThreeOfFour(true)).containsExactly(before);
    }

    /** Removes three of four, by hand, moves nodes or not, and lets the rest leave: their hashes. */
    private long[] leavingAfterThreeOfFour(boolean moves) {
        for (int each = 0; each < ENTRIES; each++) {
            if (each % 4 != 0) {
                policy.removed(nodes[each]);
            }
        }
        int moved = 0;
        for (Policy.Victim each = moves ? policy.nextToMove() : null; each != null; each = policy.nextToMove()) {
            assertThat(policy.move(each.node())).isNotEqualTo(NodeTable.NONE);
            moved++;
        }
        assertThat(moved > 0).isEqualTo(moves);
        assertThat(moves && policy.isSparse()).isFalse();
        long[] leaving = new long[ENTRIES / 4];
        for (int each = 0; each < leaving.length; each++) {
            Policy.Victim victim = policy.victim(0);
            assertThat(victim).isNotNull();
            leaving[each] = victim.hash();
            policy.removed(victim.node());
        }
        return leaving;
    }
}
