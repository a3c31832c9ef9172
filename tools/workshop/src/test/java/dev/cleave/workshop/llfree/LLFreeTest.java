package dev.cleave.workshop.llfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cleave.workshop.check.RandomHistory;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("LLFree's two levels")
class LLFreeTest {
    private static LLFree open(int units) {
        return new LLFree(new Shape(units, Math.min(10, Shape.of(units).maxOrder())));
    }

    @ParameterizedTest(name = "{0} units")
    @ValueSource(ints = {1, 2, 3, 5, 13, 16, 100, 1000, 4096, 20000})
    @DisplayName("agrees with plain set arithmetic in random histories, at any size")
    void history(int units) {
        for (long seed = 1; seed <= 5; seed++) {
            LLFree allocator = open(units);
            new RandomHistory(allocator, seed).run(3000);
            allocator.verify();
        }
    }

    @ParameterizedTest(name = "{0} units")
    @ValueSource(ints = {1, 2, 3, 5, 13, 16, 100, 1000, 4096, 20000})
    @DisplayName("hands out every unit exactly once, refuses then, and is as fresh after frees in random order")
    void exhaustion(int units) {
        LLFree allocator = open(units);
        Set<Long> offsets = new HashSet<>();
        for (int i = 0; i < units; i++) {
            assertTrue(offsets.add(allocator.allocate(0)));
        }
        assertFalse(offsets.contains(BlockAllocator.NO_BLOCK));
        assertEquals(BlockAllocator.NO_BLOCK, allocator.allocate(0));
        assertEquals(0, allocator.freeUnits());
        List<Long> shuffled = new ArrayList<>(offsets);
        Collections.shuffle(shuffled, new Random(7));
        shuffled.forEach(allocator::free);
        allocator.verify();
        RandomHistory.assertFresh(allocator, "seed 7");
    }

    @ParameterizedTest(name = "order {0}")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    @DisplayName("has as many blocks of an order as fit")
    void countByOrder(int order) {
        LLFree allocator = open(20_000);
        int count = 0;
        while (allocator.allocate(order) != BlockAllocator.NO_BLOCK) {
            count++;
        }
        assertEquals(20_000 >> order, count);
        allocator.verify();
    }

    @Test
    @DisplayName("refuses double frees, offsets inside blocks, never allocated and out of range, and changes nothing")
    void misuse() {
        LLFree allocator = open(4096);
        for (int order : new int[] {2, 7, 9, 10}) {
            long block = allocator.allocate(order);
            long free = allocator.freeUnits();
            for (long offset : new long[] {block + 1, block + 3, (block + 1024) % 4096, -1, 4096, Long.MIN_VALUE,
                1L << 32}) {
                assertThrows(IllegalArgumentException.class, () -> allocator.free(offset), "offset " + offset);
            }
            assertEquals(free, allocator.freeUnits());
            assertEquals(1L << order, allocator.unitsOf(block));
            allocator.free(block);
            assertThrows(IllegalArgumentException.class, () -> allocator.free(block));
            assertThrows(IllegalArgumentException.class, () -> allocator.unitsOf(block));
        }
        assertThrows(IllegalArgumentException.class, () -> allocator.allocate(11));
        assertThrows(IllegalArgumentException.class, () -> allocator.allocate(-1));
        RandomHistory.assertFresh(allocator, "after misuse");
    }

    @Test
    @DisplayName("says what it can when a shape is too large")
    void refusals() {
        Shape large = Shape.of(1 << 12);
        IllegalArgumentException order = assertThrows(IllegalArgumentException.class, () -> new LLFree(large));
        assertEquals("largest order 12: llfree serves up to 10; open it with a smaller largest order",
                order.getMessage());
        Shape wide = new Shape((1L << 30) + 1, 10);
        IllegalArgumentException units = assertThrows(IllegalArgumentException.class, () -> new LLFree(wide));
        assertTrue(units.getMessage().contains("llfree serves up to 1073741824"), units.getMessage());
    }

    @Test
    @DisplayName("draws reservations, trees, children and bits")
    void picture() {
        LLFree allocator = open(16);
        long block = allocator.allocate(2);
        List<String> lines = allocator.picture();
        assertEquals(0, block);
        assertTrue(lines.contains("tree 0: 0 free, reserved"), lines.toString());
        assertEquals("child 0: 12 free   ####............", lines.getLast());
        LLFree huge = open(1024);
        assertNotEquals(BlockAllocator.NO_BLOCK, huge.allocate(9));
        assertTrue(huge.picture().contains("child 0: huge"), huge.picture().toString());
        LLFree large = open(20_000);
        assertEquals("and 24 children more", large.picture().getLast());
    }

    @Test
    @DisplayName("keeps a bit and a thirty-second of one a frame, and a byte of order map")
    void metadata() {
        long bytes = new LLFree(new Shape(1 << 18, 10)).metadataBytes() - (1 << 18);
        assertTrue(bytes > 33 << 10 && bytes < 40 << 10, bytes + " bytes without the order map");
    }
}
