package dev.cleave.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.ByteAllocator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every allocator that is known by name hands out blocks to the threads of a trial, and takes them
 * back.
 */
class PeerTest {
    private static final int LARGEST_ORDER = 6;
    private static final int SLOTS = 8 * (LARGEST_ORDER + 1);
    private static final long UNITS = 16_384;

    private static Peer openOrAbort(AllocatorName name) {
        try {
            return Peer.open(name, UNITS, LARGEST_ORDER);
        } catch (UnsupportedOperationException missing) {
            return abort(name.label() + " cannot run here: " + missing.getMessage());
        }
    }

    private static List<AllocatorName> allButTheFloor() {
        return AllocatorName.all().stream().filter(each -> each != AllocatorName.FLOOR && each.servesBlocks()).toList();
    }

    @ParameterizedTest
    @MethodSource("allButTheFloor")
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

    private static void allocateAndFreeTwice(BlockHold allocator) {
        for (int pass = 0; pass < 2; pass++) {
            Set<Long> handles = new HashSet<>();
            long[] bySlot = new long[SLOTS];
            for (int slot = 0; slot < SLOTS; slot++) {
                long handle = allocator.allocate(slot % (LARGEST_ORDER + 1), slot);
                assertThat(handle).isNotEqualTo(BlockHold.NO_BLOCK);
                assertThat(handles.add(handle)).as("handle %d is new", handle).isTrue();
                bySlot[slot] = handle;
            }
            for (int slot = SLOTS - 1; slot >= 0; slot--) {
                allocator.free(bySlot[slot], slot);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("allButTheFloor")
    void whoServesBytesHandsOutBlocksOfAnySizeAndTheOthersSayThatTheyDoNot(AllocatorName name) throws Exception {
        Peer peer = openOrAbort(name);
        if (!name.servesBytes()) {
            assertThatThrownBy(() -> peer.bytesForThread(1)).isInstanceOf(UnsupportedOperationException.class);
            peer.close();
            return;
        }
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = peer.newThread(
                () -> {
                    try {
                        ByteAllocator bytes = peer.bytesForThread(SLOTS);
                        allocateBytes(bytes);
                        assertThat(bytes.javaHeapBytes())
                                .isGreaterThanOrEqualTo(name == AllocatorName.CLEAVE ? 1 : 0);
                    } catch (Throwable thrown) {
                        failure.set(thrown);
                    }
                },
                "bytes");
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
        peer.close();
    }

    private static void allocateBytes(ByteAllocator heap) {
        Set<Long> addresses = new HashSet<>();
        long[] bySlot = new long[SLOTS];
        for (int slot = 0; slot < SLOTS; slot++) {
            long bytes = 1 + 37L * slot * slot;
            bySlot[slot] = heap.allocate(bytes, slot);
            assertThat(bySlot[slot]).isNotEqualTo(ByteAllocator.NO_ADDRESS);
            assertThat(addresses.add(bySlot[slot])).isTrue();
            assertThat(heap.blockBytes(bySlot[slot], slot, bytes)).isGreaterThanOrEqualTo(bytes);
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            heap.free(bySlot[slot], slot);
        }
    }

    @Test
    void theFloorAlternatesItsWord() {
        BlockHold floor = Peer.open(AllocatorName.FLOOR, UNITS, 0).forThread(1);
        long handle = floor.allocate(0, 0);
        assertThat(handle).isNotEqualTo(BlockHold.NO_BLOCK);
        assertThat(floor.allocate(0, 0)).isEqualTo(BlockHold.NO_BLOCK);
        floor.free(handle, 0);
        assertThatThrownBy(() -> floor.free(handle, 0)).isInstanceOf(IllegalStateException.class);
    }

    private static List<AllocatorName> bounded() {
        return AllocatorName.all().stream().filter(AllocatorName::bounded).toList();
    }

    @ParameterizedTest
    @MethodSource("bounded")
    void theAlgorithmsOfTheWorkshopAreFullAtTheirBound(AllocatorName name) {
        BlockHold hold = Peer.open(name, 4_096, 0).forThread(4_097);
        for (int slot = 0; slot < 4_096; slot++) {
            assertThat(hold.allocate(0, slot)).isNotEqualTo(BlockHold.NO_BLOCK);
        }
        assertThat(hold.allocate(0, 4_096)).isEqualTo(BlockHold.NO_BLOCK);
    }
}
