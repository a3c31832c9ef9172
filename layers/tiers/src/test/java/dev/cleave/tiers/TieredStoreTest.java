package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.histories.Patience;
import dev.cleave.tiers.policy.PolicyKind;
import dev.cleave.tiers.policy.TierCosts;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A store of tiers")
class TieredStoreTest {
    private static final long NEVER_A_HANDLE = 0x7FFF_FFFF_0000_0000L;

    @Test
    @DisplayName("keeps objects of any size under their handles, and visits them")
    void keepsObjects() {
        try (SmallStore small = new SmallStore()) {
            Set<Long> handles = new HashSet<>();
            for (int size = 1; size < 100_000; size = size * 3 + 1) {
                long handle = small.object(size, SmallStore.NEAR, (byte) size);
                assertThat(handles.add(handle)).isTrue();
                assertThat(small.store.byteSize(handle)).isEqualTo(size);
                assertThat(small.isStamped(handle, (byte) size)).isTrue();
            }
            Set<Long> seen = new HashSet<>();
            small.store.forEach(seen::add);
            assertThat(seen).isEqualTo(handles);
            handles.forEach(small.store::delete);
            assertThat(handles).noneMatch(small.store::isLive);
            assertThat(small.store.usage()).allMatch(tier -> tier.objects() == 0 && tier.objectBytes() == 0);
        }
    }

    @Test
    @DisplayName("tells the policy where objects are, of pins, and of deletions")
    void tellsThePolicy() {
        try (SmallStore small = new SmallStore()) {
            long handle = small.store.allocate(100);
            small.stamp(handle, (byte) 1);
            small.isStamped(handle, (byte) 1);
            assertThat(small.store.step(1)).isZero();
            assertThat(small.policy.tiers).containsEntry(handle, SmallStore.NEAR);
            assertThat(small.policy.writes).containsExactly(handle);
            assertThat(small.policy.reads).containsExactly(handle);
            small.store.delete(handle);
            assertThat(small.store.step(1)).isZero();
            assertThat(small.policy.tiers).isEmpty();
        }
    }

    @Test
    @DisplayName("goes to the next tier where the nearest is full, and says so when all are")
    void spills() {
        try (SmallStore small = new SmallStore()) {
            for (int each = 0; each < 8; each++) {
                small.store.allocate(300_000);
            }
            assertThat(small.store.usage()).extracting(TierUsage::objects).containsExactly(3L, 3L, 2L);
            assertThat(small.store.counts().spilled()).isGreaterThanOrEqualTo(5);
            long third = small.store.allocate(300_000);
            assertThatExceptionOfType(TiersFullException.class).isThrownBy(() -> small.store.allocate(300_000))
                    .withMessageContaining("300000 bytes").withMessageContaining("far uses")
                    .withMessageContaining("delete objects");
            assertThatExceptionOfType(TiersFullException.class).isThrownBy(() -> small.store.allocate(1L << 40));
            small.store.delete(third);
            assertThat(small.store.isLive(small.store.allocate(300_000))).isTrue();
        }
    }

    @Test
    @DisplayName("makes objects larger and smaller, and keeps their bytes")
    void resizes() {
        try (SmallStore small = new SmallStore()) {
            long handle = small.object(1000, SmallStore.NEAR, (byte) 5);
            small.store.resize(handle, 200_000);
            try (TierPin pin = small.store.pin(handle)) {
                assertThat(pin.byteSize()).isEqualTo(200_000);
                assertThat(pin.get(0)).isEqualTo((byte) 5);
                assertThat(pin.get(999)).isEqualTo((byte) 5);
                assertThatIllegalStateException().isThrownBy(() -> small.store.resize(handle, 10))
                        .withMessageContaining("is pinned");
            }
            small.store.resize(handle, 10);
            assertThat(small.store.byteSize(handle)).isEqualTo(10);
            assertThat(small.isStamped(handle, (byte) 5)).isTrue();
            assertThat(small.store.usage().getFirst().objectBytes()).isEqualTo(10);
            assertThatExceptionOfType(TiersFullException.class).isThrownBy(() -> small.store.resize(handle, 1L << 40));
            assertThat(small.isStamped(handle, (byte) 5)).as("as it was").isTrue();
        }
    }

    @Test
    @DisplayName("resizes an object that is far without bringing it near, and one with a copy loses that")
    void resizesElsewhere() {
        try (SmallStore small = new SmallStore()) {
            long handle = small.object(100, SmallStore.FAR, (byte) 6);
            small.store.resize(handle, 50);
            small.store.resize(handle, 500);
            assertThat(small.tierOf(handle)).isEqualTo(SmallStore.FAR);
            small.store.resize(handle, 50);
            assertThat(small.isStamped(handle, (byte) 6)).isTrue();
            assertThat(small.copyOf(handle)).isEqualTo("far");
            small.store.resize(handle, 60);
            assertThat(small.copyOf(handle)).isEmpty();
            assertThat(small.far.count()).isZero();
        }
    }

    @Test
    @DisplayName("lets an object that grows have its new size behind the copy, and one that shrinks before it")
    void sizesWhileItIsCopied() {
        try (SmallStore small = new SmallStore()) {
            long handle = small.object(100, SmallStore.FAR, (byte) 6);
            small.far.whileWriting = () -> assertThat(small.store.byteSize(handle)).isEqualTo(100);
            small.store.resize(handle, 500);
            assertThat(small.store.byteSize(handle)).isEqualTo(500);
            small.far.whileWriting = () -> assertThat(small.store.byteSize(handle)).isEqualTo(40);
            small.store.resize(handle, 40);
            small.far.whileWriting = () -> {};
            assertThat(small.isStamped(handle, (byte) 6)).isTrue();
        }
    }

    @Test
    @DisplayName("explains where an object is and why, in words and figures")
    void explains() {
        try (SmallStore small = new SmallStore()) {
            long handle = small.store.allocate(77, 9);
            assertThat(small.store.explain(handle).lastDecision()).isEmpty();
            small.move(handle, SmallStore.MIDDLE);
            small.move(handle, SmallStore.NEAR);
            try (TierPin pin = small.store.pin(handle)) {
                Explanation explanation = small.store.explain(pin.handle());
                assertThat(explanation.tier()).isEqualTo("near");
                assertThat(explanation.cleanCopyIn()).isEqualTo("middle");
                assertThat(explanation.context()).isEqualTo(9);
                assertThat(explanation.readers()).isEqualTo(1);
                assertThat(explanation.writers()).isZero();
                assertThat(explanation.heat()).isEqualTo(3);
                assertThat(explanation.reason()).isEqualTo("as the script says");
                assertThat(explanation.lastDecision()).isEqualTo("scripted asked for a move from middle to near,"
                        + " saving 1000.0 ns at a cost of 100.0 ns: moved");
                assertThat(explanation.toString()).contains("77 bytes of context 9 in tier near",
                        "a clean copy in tier middle", "pinned by 1 readers and 0 writers", "last decision: scripted");
            }
        }
    }

    @Test
    @DisplayName("tells which objects are lost with a tier")
    void onlyIn() {
        try (SmallStore small = new SmallStore()) {
            long far = small.object(10, SmallStore.FAR, (byte) 1);
            long copied = small.object(10, SmallStore.FAR, (byte) 2);
            small.isStamped(copied, (byte) 2);
            Set<Long> lost = new HashSet<>();
            small.store.forEachOnlyIn(SmallStore.FAR, lost::add);
            assertThat(lost).containsExactly(far);
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> small.store.forEachOnlyIn(3, lost::add));
        }
    }

    @Test
    @DisplayName("refuses handles that it never gave, those of another store, and those of the dead")
    void refusesHandles() {
        try (SmallStore small = new SmallStore(); SmallStore other = new SmallStore()) {
            long foreign = other.store.allocate(10);
            long dead = small.store.allocate(10);
            small.store.delete(dead);
            for (long handle : new long[] {foreign, dead, 0, -1, NEVER_A_HANDLE, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThat(small.store.isLive(handle)).as("%x", handle).isFalse();
                assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> small.store.pin(handle))
                        .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class);
                assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> small.store.pinForWrite(handle))
                        .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class);
                assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> small.store.delete(handle))
                        .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class);
                assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> small.store.resize(handle, 5))
                        .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class);
                assertThatIllegalArgumentException().isThrownBy(() -> small.store.byteSize(handle));
                assertThatIllegalArgumentException().isThrownBy(() -> small.store.explain(handle))
                        .withMessageContaining("no object of this store");
            }
            assertThatIllegalStateException().isThrownBy(() -> small.store.pin(foreign))
                    .withMessageContaining("freed already, or is another table's");
            assertThatIllegalArgumentException().isThrownBy(() -> small.store.pin(-1))
                    .withMessageContaining("no handle of this store");
            assertThat(other.store.isLive(foreign)).isTrue();
        }
    }

    @Test
    @DisplayName("refuses sizes, contexts and steps that cannot be")
    void refusesNumbers() {
        try (SmallStore small = new SmallStore()) {
            assertThatIllegalArgumentException().isThrownBy(() -> small.store.allocate(-5))
                    .withMessageContaining("an object of -5 bytes: must be 1 or more");
            assertThatIllegalArgumentException().isThrownBy(() -> small.store.allocate(0));
            assertThatIllegalArgumentException().isThrownBy(() -> small.store.allocate(1, -1))
                    .withMessageContaining("context -1");
            long handle = small.store.allocate(5);
            assertThatIllegalArgumentException().isThrownBy(() -> small.store.resize(handle, -1));
            assertThatIllegalArgumentException().isThrownBy(() -> small.store.step(0));
            assertThat(small.store.byteSize(handle)).isEqualTo(5);
        }
    }

    @Test
    @DisplayName("is not closed while objects are pinned, and then once")
    void closes() {
        SmallStore small = new SmallStore();
        long handle = small.object(10, SmallStore.NEAR, (byte) 4);
        TierPin pin = small.store.pin(handle);
        assertThatIllegalStateException().isThrownBy(small.store::close).withMessageContaining("1 objects are pinned");
        assertThat(pin.get(9)).isEqualTo((byte) 4);
        pin.close();
        small.store.close();
        small.store.close();
        assertThat(small.far.closed).isTrue();
        assertThat(small.store.isLive(handle)).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> small.store.allocate(1)).withMessageContaining("is closed");
        assertThatIllegalStateException().isThrownBy(() -> small.store.step(1));
        assertThatIllegalStateException().isThrownBy(() -> small.store.pin(handle));
        assertThatIllegalStateException().isThrownBy(() -> small.store.delete(handle));
    }

    @Test
    @DisplayName("takes two tiers or more, each once, the nearest first")
    void order() {
        try (MemoryTier near = MemoryTier.ofMemory("near", 1 << 20); FarDouble far = new FarDouble("far", 1 << 20);
                MemoryTier twin = MemoryTier.ofMemory("near", 1 << 20)) {
            assertThatIllegalArgumentException().isThrownBy(() -> TieredStore.builder().tier(near).build())
                    .withMessageContaining("two or more");
            assertThatIllegalArgumentException().isThrownBy(() -> TieredStore.builder().tier(near).tier(near))
                    .withMessageContaining("a tier near already");
            assertThatIllegalArgumentException().isThrownBy(() -> TieredStore.builder().tier(near).tier(twin));
            assertThatIllegalArgumentException().isThrownBy(() -> TieredStore.builder().tier(far).tier(near).build())
                    .withMessageContaining("give the nearest first");
            assertThatIllegalArgumentException().isThrownBy(() -> TieredStore.builder()
                    .tier(near, SmallStore.costs(near, 500)).tier(far, SmallStore.costs(far, 100)).build())
                    .withMessageContaining("give the nearest first");
            assertThatIllegalArgumentException().isThrownBy(() -> TieredStore.builder().tier(far)
                    .tier(new FarDouble("farther", 1 << 20)).build()).withMessageContaining("in this process's memory");
            far.fails = true;
            assertThatExceptionOfType(TierFailedException.class)
                    .isThrownBy(() -> TieredStore.builder().tier(near).tier(far).build());
            assertThat(near.allocate(1)).as("is open still").isNotEqualTo(Tier.NO_PLACE);
        }
    }

    @Test
    @DisplayName("refuses settings that cannot be")
    void settings() {
        TieredStoreBuilder builder = TieredStore.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.bandwidth(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.sampleEvery(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.mostObjects(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.period(Duration.ZERO));
    }

    @Test
    @DisplayName("measures what its tiers cost, where it is not told")
    void measures() {
        try (TieredStore store = TieredStore.builder().tier(MemoryTier.ofMemory("dram", 4 << 20))
                .tier(new FarDouble("far", 4 << 20), new TierCosts(4 << 20, 1e6, 1, 1))
                .background(false).build()) {
            assertThat(store.costs()).hasSize(2);
            assertThat(store.costs().getFirst().accessNanos()).isLessThan(1e6);
            assertThat(store.costs().getFirst().capacity()).isEqualTo(4 << 20);
            assertThat(store.costs().getLast().accessNanos()).isEqualTo(1e6);
        }
    }

    @Test
    @DisplayName("brings what is used near in the background, by least recent use")
    void background() {
        try (TieredStore store = TieredStore.builder().tier(MemoryTier.ofMemory("dram", 1 << 20))
                .tier(MemoryTier.ofMemory("slow", 8 << 20), new TierCosts(8 << 20, 1e6, 1, 1))
                .policy(PolicyKind.LRU).period(Duration.ofMillis(1)).sampleEvery(1).build()) {
            long[] handles = new long[40];
            for (int each = 0; each < handles.length; each++) {
                handles[each] = store.allocate(100_000);
                try (TierPin pin = store.pin(handles[each])) {
                    pin.putLong(0, each, ByteOrder.LITTLE_ENDIAN);
                }
            }
            long wanted = handles[39];
            Patience.waitUntil(() -> {
                try (TierPin pin = store.pin(wanted)) {
                    assertThat(pin.getLong(0, ByteOrder.LITTLE_ENDIAN)).isEqualTo(39);
                }
                return store.explain(wanted).tier().equals("dram");
            });
            assertThat(store.counts().promotions()).isPositive();
            for (int each = 0; each < handles.length; each++) {
                try (TierPin pin = store.pin(handles[each])) {
                    assertThat(pin.getLong(0, ByteOrder.LITTLE_ENDIAN)).isEqualTo(each);
                }
            }
        }
    }
}
