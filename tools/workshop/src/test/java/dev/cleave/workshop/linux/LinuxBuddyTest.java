package dev.cleave.workshop.linux;

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

@DisplayName("The binary buddy as Linux has it")
class LinuxBuddyTest {
    @ParameterizedTest(name = "{0} units")
    @ValueSource(ints = {1, 2, 3, 5, 13, 16, 100, 1000, 4096, 20000})
    @DisplayName("agrees with plain set arithmetic in random histories of all mobilities, at any size")
    void history(int units) {
        for (long seed = 1; seed <= 5; seed++) {
            LinuxBuddy buddy = new LinuxBuddy(Shape.of(units));
            new RandomHistory(buddy, seed, (order, random) -> buddy.allocate(order, Mobility.of(random.nextInt(3))))
                    .run(3000);
        }
    }

    @ParameterizedTest(name = "{0} units")
    @ValueSource(ints = {1, 2, 3, 5, 13, 16, 100, 1000, 4096, 20000})
    @DisplayName("hands out every unit exactly once, refuses then, and joins all again after frees in random order")
    void exhaustion(int units) {
        BlockAllocator buddy = new LinuxBuddy(Shape.of(units));
        Set<Long> offsets = new HashSet<>();
        for (int i = 0; i < units; i++) {
            assertTrue(offsets.add(buddy.allocate(0)));
        }
        assertFalse(offsets.contains(BlockAllocator.NO_BLOCK));
        assertEquals(BlockAllocator.NO_BLOCK, buddy.allocate(0));
        assertEquals(0, buddy.freeUnits());
        List<Long> shuffled = new ArrayList<>(offsets);
        Collections.shuffle(shuffled, new Random(7));
        shuffled.forEach(buddy::free);
        RandomHistory.assertFresh(buddy, "seed 7");
    }

    @Test
    @DisplayName("drains what the processors keep before it refuses a large block")
    void drains() {
        LinuxBuddy buddy = new LinuxBuddy(Shape.of(4096));
        long[] pages = new long[4096];
        for (int i = 0; i < pages.length; i++) {
            pages[i] = buddy.allocate(0);
        }
        for (long page : pages) {
            buddy.free(page);
        }
        assertNotEquals(1, buddy.freeBlocksByOrder()[12], "given: some pages are kept unmerged");
        assertEquals(0, buddy.allocate(12));
    }

    @Test
    @DisplayName("refuses double frees, offsets inside blocks, never allocated and out of range, and changes nothing")
    void misuse() {
        LinuxBuddy buddy = new LinuxBuddy(Shape.of(16));
        long block = buddy.allocate(2);
        long free = buddy.freeUnits();
        for (long offset : new long[] {block + 1, block + 3, (block + 4) % 16, -1, 16, Long.MIN_VALUE, 1L << 32}) {
            assertThrows(IllegalArgumentException.class, () -> buddy.free(offset), "offset " + offset);
        }
        assertEquals(free, buddy.freeUnits());
        assertEquals(4, buddy.unitsOf(block));
        buddy.free(block);
        assertThrows(IllegalArgumentException.class, () -> buddy.free(block));
        assertThrows(IllegalArgumentException.class, () -> buddy.allocate(5));
        assertThrows(IllegalArgumentException.class, () -> buddy.allocate(-1));
        RandomHistory.assertFresh(buddy, "after misuse");
    }

    @Test
    @DisplayName("says what it can when a shape or a pageblock order is too large")
    void refusals() {
        IllegalArgumentException units =
                assertThrows(IllegalArgumentException.class, () -> new LinuxBuddy(new Shape((1L << 30) + 1, 10)));
        assertTrue(units.getMessage().contains("linux serves up to 1073741824"), units.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new LinuxBuddy(Shape.of(16), 5));
        assertThrows(IllegalArgumentException.class, () -> new LinuxBuddy(Shape.of(16), -1));
    }

    @Test
    @DisplayName("draws its lists, pageblocks and what the processors keep")
    void picture() {
        LinuxBuddy buddy = new LinuxBuddy(Shape.of(16), 2);
        buddy.allocate(0, Mobility.UNMOVABLE);
        assertEquals(
                List.of(
                        "order 4: U ─   M ─   R ─",
                        "order 3: U 8   M ─   R ─",
                        "order 2: U 4   M ─   R ─",
                        "order 1: U 2   M ─   R ─",
                        "order 0: U 1   M ─   R ─",
                        "pageblocks of 4: U U U U"),
                buddy.picture());
        LinuxBuddy large = new LinuxBuddy(Shape.of(1024));
        large.free(large.allocate(0));
        assertTrue(large.picture().stream().anyMatch(line -> line.startsWith("processor 0 keeps: ")));
    }

    @Test
    @DisplayName("counts nine bytes a unit and little else as its books")
    void metadata() {
        long bytes = new LinuxBuddy(new Shape(1 << 18, 10)).metadataBytes();
        assertTrue(bytes > 9L << 18 && bytes < 10L << 18, bytes + " bytes");
    }
}
