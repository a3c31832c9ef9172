package dev.cleave.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every allocator that is known by name hands out blocks and takes them back. */
class AllocatorNameTest {
    private static final int LARGEST_ORDER = 6;
    private static final int SLOTS = 8 * (LARGEST_ORDER + 1);
    private static final long UNITS = 16_384;

    private static Peer openOrAbort(AllocatorName name) {
        try {
            return name.open(UNITS);
        } catch (UnsupportedOperationException missing) {
            return abort(name.label() + " cannot run here: " + missing.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FLOOR")
    void blocksOfAllOrdersAreDistinctWhileTheyLiveAndCanBeHadAgain(AllocatorName name) throws Exception {
        Peer peer = openOrAbort(name);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = peer.newThread(
                () -> {
                    try {
                        allocateAndFreeTwice(peer.forThread(SLOTS));
                    } catch (Throwable thrown) {
                        failure.set(thrown);
                    }
                },
                "blocks");
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
        peer.close();
    }

    private static void allocateAndFreeTwice(BlockAllocator allocator) {
        for (int pass = 0; pass < 2; pass++) {
            Set<Long> handles = new HashSet<>();
            long[] bySlot = new long[SLOTS];
            for (int slot = 0; slot < SLOTS; slot++) {
                long handle = allocator.allocate(slot % (LARGEST_ORDER + 1), slot);
                assertThat(handle).isNotEqualTo(BlockAllocator.NO_BLOCK);
                assertThat(handles.add(handle)).as("handle %d is new", handle).isTrue();
                bySlot[slot] = handle;
            }
            for (int slot = SLOTS - 1; slot >= 0; slot--) {
                allocator.free(bySlot[slot], slot);
            }
        }
    }

    @Test
    void theFloorAlternatesItsWord() {
        BlockAllocator floor = AllocatorName.FLOOR.open(UNITS).forThread(1);
        long handle = floor.allocate(0, 0);
        assertThat(handle).isNotEqualTo(BlockAllocator.NO_BLOCK);
        assertThat(floor.allocate(0, 0)).isEqualTo(BlockAllocator.NO_BLOCK);
        floor.free(handle, 0);
        assertThatThrownBy(() -> floor.free(handle, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void onlyCleaveIsBoundedAndItIsFullAtItsBound() {
        assertThat(AllocatorName.values()).filteredOn(AllocatorName::bounded).containsExactly(AllocatorName.CLEAVE);
        BlockAllocator cleave = AllocatorName.CLEAVE.open(64).forThread(65);
        for (int slot = 0; slot < 64; slot++) {
            assertThat(cleave.allocate(0, slot)).isNotEqualTo(BlockAllocator.NO_BLOCK);
        }
        assertThat(cleave.allocate(0, 64)).isEqualTo(BlockAllocator.NO_BLOCK);
    }

    @Test
    void namesAreFoundAndListed() {
        for (AllocatorName name : AllocatorName.values()) {
            assertThat(AllocatorName.named(name.label())).contains(name);
            assertThat(AllocatorName.labels()).contains(name.label());
            assertThat(name.summary()).isNotBlank();
        }
        assertThat(AllocatorName.named("pear")).isEmpty();
    }
}
