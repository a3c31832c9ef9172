package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Objects that leave for a remote tier")
class DemotionBatchTest {
    private static final int BYTES = 1000;
    private static final int OBJECTS = 20;

    private final SmallStore small = new SmallStore();
    private final List<Long> handles = new ArrayList<>();

    @AfterEach
    void nothingIsLost() {
        small.far.whileWriting = () -> {};
        small.store.forEach(small.store::delete);
        assertThat(small.far.count()).as("places of the far tier").isZero();
        for (int tier = 0; tier < 3; tier++) {
            assertThat(small.store.copyCounts().in(tier)).as("copies of tier %d", tier).isZero();
        }
        small.close();
    }

    /** Objects near, each of a size and a stamp of its own, which the policy wants in the far tier. */
    private void wantAll() {
        for (int each = 0; each < OBJECTS; each++) {
            long handle = small.object(BYTES + each, SmallStore.NEAR, (byte) each);
            handles.add(handle);
        }
        for (int each = 0; each < OBJECTS; each++) {
            small.policy.want(handles.get(each), BYTES + each, SmallStore.NEAR, SmallStore.FAR);
        }
    }

    private void assertThatAllAreFarBut(int near) {
        for (int each = 0; each < OBJECTS; each++) {
            int tier = each == near ? SmallStore.NEAR : SmallStore.FAR;
            assertThat(small.tierOf(handles.get(each))).as("object %d", each).isEqualTo(tier);
            assertThat(small.policy.tiers).as("what the policy was told").containsEntry(handles.get(each), tier);
        }
    }

    @Test
    @DisplayName("are written at once; the policy and the counters are told of each")
    void together() {
        wantAll();
        long copied = small.store.counts().copiedBytes();
        long bytes = BYTES * OBJECTS + OBJECTS * (OBJECTS - 1) / 2;
        assertThat(small.store.step(Long.MAX_VALUE)).isEqualTo(bytes);
        assertThat(small.far.batches).containsExactly(OBJECTS);
        assertThatAllAreFarBut(-1);
        assertThat(small.store.counts().demotions()).isEqualTo(OBJECTS);
        assertThat(small.store.counts().copiedBytes()).isEqualTo(copied + bytes);
        assertThat(small.store.explain(handles.get(7)).lastDecision()).endsWith(": moved");
        for (int each = 0; each < OBJECTS; each++) {
            assertThat(small.isStamped(handles.get(each), (byte) each)).isTrue();
        }
    }

    @Test
    @DisplayName("are as many at once as the bandwidth allows, and go on with the next")
    void withinTheBudget() {
        wantAll();
        assertThat(small.store.step(3 * BYTES + 10)).isEqualTo(3 * BYTES + 3);
        assertThat(small.far.batches).containsExactly(3);
        long rest = small.store.step(Long.MAX_VALUE);
        assertThat(rest).isGreaterThan(16 * BYTES);
        assertThatAllAreFarBut(-1);
    }

    @Test
    @DisplayName("leave without one that the tier does not take, and that one is told apart")
    void oneFails() {
        wantAll();
        small.far.refusedBytes = BYTES + 5;
        long unused = small.store.step(Long.MAX_VALUE);
        small.far.refusedBytes = 0;
        assertThatAllAreFarBut(5);
        assertThat(small.store.counts().refusedFailed()).isEqualTo(1);
        assertThat(small.store.counts().demotions()).isEqualTo(OBJECTS - 1);
        assertThat(small.store.explain(handles.get(5)).lastDecision()).endsWith("not moved: a tier failed");
        assertThat(small.isStamped(handles.get(5), (byte) 5)).isTrue();
    }

    @Test
    @DisplayName("stay where the tier fails, which is tried once for all and twice alone")
    void theTierFails() {
        wantAll();
        small.far.whileWriting = () -> {
            throw new TierFailedException("far", "does not answer: start it");
        };
        assertThat(small.store.step(Long.MAX_VALUE)).isZero();
        assertThat(small.far.batches).containsExactly(OBJECTS, 1, 1);
        assertThat(small.store.counts().refusedFailed()).isEqualTo(OBJECTS);
        small.far.whileWriting = () -> {};
        for (int each = 0; each < OBJECTS; each++) {
            assertThat(small.policy.tiers).containsEntry(handles.get(each), SmallStore.NEAR);
            assertThat(small.isStamped(handles.get(each), (byte) each)).isTrue();
        }
    }

    @Test
    @DisplayName("are read meanwhile where they are; one that is written stays, alone")
    void underReadersAndAWriter() {
        wantAll();
        small.far.whileWriting = () -> {
            assertThat(small.isStamped(handles.get(9), (byte) 9)).isTrue();
            small.stamp(handles.get(3), (byte) 3);
        };
        long unused = small.store.step(Long.MAX_VALUE);
        small.far.whileWriting = () -> {};
        assertThatAllAreFarBut(3);
        assertThat(small.store.counts().refusedInUse()).isEqualTo(1);
        assertThat(small.policy.writes).as("told as written, as it was taken for moved").contains(handles.get(3));
    }

    @Test
    @DisplayName("are deleted meanwhile")
    void deletedMeanwhile() {
        wantAll();
        small.far.whileWriting = () -> {
            if (small.store.isLive(handles.get(4))) {
                small.store.delete(handles.get(4));
            }
        };
        long unused = small.store.step(Long.MAX_VALUE);
        small.far.whileWriting = () -> {};
        assertThat(small.far.count()).isEqualTo(OBJECTS - 1);
        assertThat(small.policy.tiers).doesNotContainKey(handles.get(4));
    }

    @Test
    @DisplayName("keep nobody waiting who wants another object near, nor one of whose allocations needs room")
    void othersGoOn() throws Exception {
        long remote = small.object(BYTES, SmallStore.FAR, (byte) 77);
        wantAll();
        List<FutureTask<Boolean>> others = new ArrayList<>();
        small.far.whileWriting = () -> {
            if (others.isEmpty()) {
                FutureTask<Boolean> other = new FutureTask<>(() -> small.isStamped(remote, (byte) 77)
                        && small.store.explain(remote).tier().equals("near"));
                others.add(other);
                Thread.ofVirtual().start(other);
                try {
                    assertThat(other.get(1, TimeUnit.MINUTES)).as("before the batch is over").isTrue();
                } catch (Exception stuck) {
                    throw new AssertionError(stuck);
                }
            }
        };
        long unused = small.store.step(Long.MAX_VALUE);
        assertThat(others).hasSize(1);
        assertThatAllAreFarBut(-1);
    }

    @Test
    @DisplayName("make room for those that come, which are asked for in turns with them")
    void inTurns() {
        try (SmallStore full = new SmallStore(256 << 10)) {
            List<Long> cold = new ArrayList<>();
            List<Long> hot = new ArrayList<>();
            for (int each = 0; each < 10; each++) {
                hot.add(full.object(20_000, SmallStore.MIDDLE, (byte) -each));
            }
            long next = full.store.allocate(20_000);
            while (full.tierOf(next) == SmallStore.NEAR) {
                cold.add(next);
                full.stamp(next, (byte) cold.size());
                next = full.store.allocate(20_000);
            }
            assertThat(cold).hasSizeGreaterThan(5);
            for (int each = 0; each < 5; each++) {
                full.policy.want(cold.get(each), 20_000, SmallStore.NEAR, SmallStore.FAR);
                full.policy.want(hot.get(each), 20_000, SmallStore.MIDDLE, SmallStore.NEAR);
            }
            long unused = full.store.step(Long.MAX_VALUE);
            for (int each = 0; each < 5; each++) {
                assertThat(full.tierOf(cold.get(each))).isEqualTo(SmallStore.FAR);
                assertThat(full.tierOf(hot.get(each))).isEqualTo(SmallStore.NEAR);
                assertThat(full.isStamped(hot.get(each), (byte) -each)).isTrue();
                assertThat(full.policy.tiers).containsEntry(hot.get(each), SmallStore.NEAR);
            }
        }
    }
}
