package dev.cleave.workshop.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cleave.workshop.check.RandomHistory;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Mobilities: pageblocks, fallbacks and conversion")
class MobilityTest {
    /** Blocks of at most one pageblock of 8 units, so that converting one leaves the others. */
    private static LinuxBuddy pageblocks(int count) {
        return new LinuxBuddy(new Shape(8L * count, 3), 3);
    }

    @Test
    @DisplayName("a movable request on a fresh space is no fallback")
    void fresh() {
        LinuxBuddy buddy = pageblocks(2);
        buddy.allocate(0);
        assertEquals(new FallbackCounts(0, 0, 0), buddy.fallbacks());
    }

    @Test
    @DisplayName("the first unmovable request converts a whole pageblock; the next find their own lists filled")
    void wholePageblock() {
        LinuxBuddy buddy = pageblocks(2);
        long first = buddy.allocate(0, Mobility.UNMOVABLE);
        assertEquals(new FallbackCounts(1, 0, 1), buddy.fallbacks());
        for (int i = 0; i < 7; i++) {
            assertEquals(first / 8, buddy.allocate(0, Mobility.UNMOVABLE) / 8, "the same pageblock");
        }
        assertEquals(1, buddy.fallbacks().events());
        assertEquals(Mobility.UNMOVABLE, buddy.mobilityAt(first));
        assertEquals(Mobility.MOVABLE, buddy.mobilityAt(first ^ 8));
    }

    @Test
    @DisplayName("movable and unmovable blocks stay in pageblocks of their own while there is room")
    void apart() {
        LinuxBuddy buddy = pageblocks(4);
        for (int i = 0; i < 12; i++) {
            assertEquals(Mobility.MOVABLE, buddy.mobilityAt(buddy.allocate(0, Mobility.MOVABLE)));
            assertEquals(Mobility.UNMOVABLE, buddy.mobilityAt(buddy.allocate(0, Mobility.UNMOVABLE)));
        }
        assertEquals(0, buddy.fallbacks().fragmenting());
    }

    @Test
    @DisplayName("half a free pageblock is worth converting, though a movable block lives there")
    void halfFree() {
        LinuxBuddy buddy = pageblocks(1);
        buddy.allocate(2);
        long unmovable = buddy.allocate(0, Mobility.UNMOVABLE);
        assertEquals(Mobility.UNMOVABLE, buddy.mobilityAt(unmovable));
        assertEquals(new FallbackCounts(1, 1, 1), buddy.fallbacks());
    }

    @Test
    @DisplayName("less than half free and full of movable pages: the pageblock stays movable, only one block goes")
    void notWorthIt() {
        LinuxBuddy buddy = pageblocks(1);
        buddy.allocate(2);
        buddy.allocate(1);
        long unmovable = buddy.allocate(0, Mobility.UNMOVABLE);
        assertEquals(Mobility.MOVABLE, buddy.mobilityAt(unmovable));
        assertEquals(new FallbackCounts(1, 1, 0), buddy.fallbacks());
        buddy.allocate(0, Mobility.MOVABLE);
        assertEquals(1, buddy.fallbacks().events(), "what was left of the block stayed in the movable list");
    }

    @Test
    @DisplayName("the largest block of another kind is stolen first")
    void largestFirst() {
        LinuxBuddy buddy = pageblocks(3);
        long small = buddy.allocate(0);
        long unmovable = buddy.allocate(0, Mobility.UNMOVABLE);
        assertFalse(small / 8 == unmovable / 8, "a whole pageblock went, though blocks of orders 0 to 2 were there");
        assertEquals(new FallbackCounts(1, 0, 1), buddy.fallbacks());
    }

    @Test
    @DisplayName("a movable request that cannot have the pageblock takes the smallest foreign block")
    void smallestForMovable() {
        LinuxBuddy buddy = new LinuxBuddy(new Shape(64, 6), 6);
        buddy.allocate(5, Mobility.UNMOVABLE);
        buddy.allocate(4, Mobility.UNMOVABLE);
        buddy.allocate(3, Mobility.UNMOVABLE);
        buddy.allocate(2, Mobility.UNMOVABLE);
        long single = buddy.allocate(0, Mobility.UNMOVABLE);
        long movable = buddy.allocate(0, Mobility.MOVABLE);
        assertEquals(single ^ 1, movable, "order 0 was there beside order 1");
        assertEquals(Mobility.UNMOVABLE, buddy.mobilityAt(movable));
    }

    @Test
    @DisplayName("fallback may go to any list before a request fails")
    void nothingRefusedInVain() {
        LinuxBuddy buddy = pageblocks(2);
        for (int i = 0; i < 16; i++) {
            assertTrue(buddy.allocate(0, Mobility.of(i % 3)) != BlockAllocator.NO_BLOCK);
        }
        for (Mobility each : Mobility.values()) {
            assertEquals(BlockAllocator.NO_BLOCK, buddy.allocate(0, each));
        }
        for (int page = 0; page < 16; page++) {
            buddy.free(page);
        }
        RandomHistory.assertFresh(buddy, "after all were freed");
    }

    @Test
    @DisplayName("a block merged across pageblocks makes them one mobility")
    void mergedPageblocks() {
        LinuxBuddy buddy = new LinuxBuddy(Shape.of(16), 2);
        long movable = buddy.allocate(3, Mobility.MOVABLE);
        long unmovable = buddy.allocate(3, Mobility.UNMOVABLE);
        buddy.free(movable);
        buddy.free(unmovable);
        assertEquals(buddy.mobilityAt(0), buddy.mobilityAt(15));
        RandomHistory.assertFresh(buddy, "both halves freed");
    }

    @Test
    @DisplayName("the rules of the kernel, one by one")
    void rules() {
        assertTrue(Fallback.mayTakePageblock(0, Mobility.UNMOVABLE, 9));
        assertTrue(Fallback.mayTakePageblock(0, Mobility.RECLAIMABLE, 9));
        assertTrue(Fallback.mayTakePageblock(4, Mobility.MOVABLE, 9));
        assertFalse(Fallback.mayTakePageblock(3, Mobility.MOVABLE, 9));
        assertTrue(Fallback.isWorthConverting(256, 0, Mobility.UNMOVABLE, Mobility.MOVABLE, 9), "half is free");
        assertTrue(Fallback.isWorthConverting(0, 256, Mobility.MOVABLE, Mobility.UNMOVABLE, 9), "half is movable");
        assertTrue(Fallback.isWorthConverting(56, 256, Mobility.UNMOVABLE, Mobility.MOVABLE, 9), "200 are like us");
        assertFalse(Fallback.isWorthConverting(55, 257, Mobility.UNMOVABLE, Mobility.RECLAIMABLE, 9), "who knows");
    }
}
