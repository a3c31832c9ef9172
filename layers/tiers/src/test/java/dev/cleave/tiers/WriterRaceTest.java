package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Together;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Races of writers, readers and movers")
class WriterRaceTest {
    private static final int ROUNDS = 300;

    @Test
    @DisplayName("two writers let go of a clean copy once, while somebody moves the object")
    void writersAgainstAMove() throws Exception {
        try (SmallStore small = new SmallStore()) {
            for (int round = 0; round < ROUNDS; round++) {
                long handle = small.object(64, SmallStore.FAR, (byte) 1);
                small.isStamped(handle, (byte) 1);
                small.policy.want(handle, 64, SmallStore.NEAR, SmallStore.MIDDLE);
                Callable<Void> writer = () -> {
                    try (TierPin pin = small.store.pinForWrite(handle)) {
                        pin.put(0, (byte) 1);
                    }
                    return null;
                };
                Together.run(List.of(writer, writer, () -> {
                    long unused = small.store.step(Long.MAX_VALUE);
                    return null;
                }));
                assertThat(small.copyOf(handle)).as("round %d", round).isEmpty();
                assertThat(small.far.count()).isZero();
                assertThat(small.isStamped(handle, (byte) 1)).isTrue();
                small.store.delete(handle);
            }
            assertThat(small.store.usage()).allMatch(tier -> tier.objects() == 0);
        }
    }

    @Test
    @DisplayName("many want one remote object: it is copied once, and all of them see it")
    void manyWantOneRemoteObject() throws Exception {
        try (SmallStore small = new SmallStore()) {
            for (int round = 0; round < ROUNDS; round++) {
                long handle = small.object(500, SmallStore.FAR, (byte) 7);
                long copied = small.store.counts().copiedBytes();
                Callable<Void> reader = () -> {
                    assertThat(small.isStamped(handle, (byte) 7)).isTrue();
                    return null;
                };
                Together.run(Collections.nCopies(3, reader));
                assertThat(small.tierOf(handle)).isEqualTo(SmallStore.NEAR);
                assertThat(small.store.counts().copiedBytes() - copied).isGreaterThanOrEqualTo(500);
                small.store.delete(handle);
            }
            assertThat(small.far.count()).isZero();
        }
    }

    @Test
    @DisplayName("a pin and a deletion: one of them is refused, and the object is whole or gone")
    void pinsAgainstDeletions() throws Exception {
        try (SmallStore small = new SmallStore()) {
            for (int round = 0; round < ROUNDS; round++) {
                long handle = small.object(64, SmallStore.NEAR, (byte) 3);
                AtomicLong refused = new AtomicLong();
                Together.run(List.of(() -> {
                    try {
                        assertThat(small.isStamped(handle, (byte) 3)).isTrue();
                    } catch (IllegalStateException freed) {
                        assertThat(freed).hasMessageContaining("freed already");
                        refused.incrementAndGet();
                    }
                    return null;
                }, () -> {
                    try {
                        small.store.delete(handle);
                    } catch (IllegalStateException pinned) {
                        assertThat(pinned).hasMessageContaining("is pinned");
                        refused.incrementAndGet();
                        assertThat(small.isStamped(handle, (byte) 3)).isTrue();
                    }
                    return null;
                }));
                assertThat(refused.get()).isLessThanOrEqualTo(1);
                if (small.store.isLive(handle)) {
                    small.store.delete(handle);
                }
            }
        }
    }

    @Test
    @DisplayName("a closing while others allocate leaves nothing behind")
    void closingWhileOthersAllocate() throws Exception {
        for (int round = 0; round < 20; round++) {
            SmallStore small = new SmallStore();
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                tasks.add(() -> {
                    try {
                        while (true) {
                            small.store.delete(small.store.allocate(100));
                        }
                    } catch (IllegalStateException closed) {
                        assertThat(closed.getMessage()).containsAnyOf("the store is closed", "freed already");
                    }
                    return null;
                });
            }
            tasks.add(() -> {
                small.close();
                return null;
            });
            Together.run(tasks);
            assertThat(small.far.usedBytes()).isZero();
        }
    }
}
