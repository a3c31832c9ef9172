package dev.cleave.workshop.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cleave.workshop.contract.BlockAllocator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongBiFunction;

/** A random history of one thread, each step checked against a plain set of used units. */
public final class RandomHistory {
    private final BlockAllocator allocator;
    private final ToLongBiFunction<Integer, Random> request;
    private final Random random;
    private final String seed;
    private final BitSet used = new BitSet();
    private final TreeMap<Long, Integer> blocks = new TreeMap<>();

    /** A history of plain {@link BlockAllocator#allocate} calls. */
    public RandomHistory(BlockAllocator allocator, long seed) {
        this(allocator, seed, (order, random) -> allocator.allocate(order));
    }

    /** A history that asks for blocks in its own way. */
    public RandomHistory(BlockAllocator allocator, long seed, ToLongBiFunction<Integer, Random> request) {
        this.allocator = allocator;
        this.request = request;
        random = new Random(seed);
        this.seed = "seed " + seed + ", " + allocator.shape();
    }

    /** Allocates, frees and misuses so many times, filling and emptying in turn, and then frees all in random order. */
    public void run(int steps) {
        for (int step = 0; step < steps; step++) {
            boolean filling = (step / 200 & 1) == 0;
            switch (random.nextInt(10)) {
                case 0 -> misuse();
                case 1, 2, 3, 4, 5, 6 -> step(filling);
                default -> step(!filling);
            }
            if (step % 97 == 0) {
                verify();
            }
        }
        verify();
        freeAll();
    }

    private void step(boolean allocating) {
        if (allocating) {
            allocate();
        } else if (!blocks.isEmpty()) {
            free(anyBlock());
        }
    }

    private void allocate() {
        int most = allocator.shape().maxOrder();
        int order = random.nextInt(4) == 0 ? random.nextInt(most + 1) : random.nextInt(Math.min(most, 3) + 1);
        long offset = request.applyAsLong(order, random);
        if (offset == BlockAllocator.NO_BLOCK) {
            assertEquals(-1, freeRun(order), () -> "refused order " + order + " though one is free; " + seed);
            return;
        }
        int at = (int) offset;
        int length = 1 << order;
        assertEquals(0, at & length - 1, () -> "offset " + at + " of order " + order + " is not aligned; " + seed);
        assertTrue(at + length <= allocator.shape().units(), () -> "offset " + at + " leaves the space; " + seed);
        assertTrue(used.get(at, at + length).isEmpty(), () -> "offset " + at + " is in use; " + seed);
        assertEquals(length, allocator.unitsOf(offset), seed);
        used.set(at, at + length);
        blocks.put(offset, order);
    }

    private void free(long offset) {
        int order = blocks.remove(offset);
        allocator.free(offset);
        used.clear((int) offset, (int) offset + (1 << order));
    }

    private void misuse() {
        long offset = random.nextLong(allocator.shape().units() + 4) - 2;
        if (!blocks.containsKey(offset)) {
            assertThrows(IllegalArgumentException.class, () -> allocator.free(offset), seed);
            assertThrows(IllegalArgumentException.class, () -> allocator.unitsOf(offset), seed);
        }
    }

    private long anyBlock() {
        Long floor = blocks.floorKey(random.nextLong(allocator.shape().units()));
        return floor == null ? blocks.firstKey() : floor;
    }

    private long freeRun(int order) {
        int length = 1 << order;
        for (int at = 0; at + length <= allocator.shape().units(); at += length) {
            if (used.get(at, at + length).isEmpty()) {
                return at;
            }
        }
        return -1;
    }

    /** Every unit is shown free exactly once or is used. */
    private void verify() {
        BitSet free = new BitSet();
        allocator.forEachFreeBlock((offset, units) -> {
            assertTrue(free.get((int) offset, (int) (offset + units)).isEmpty(),
                    () -> offset + " shown twice; " + seed);
            free.set((int) offset, (int) (offset + units));
        });
        BitSet expected = (BitSet) used.clone();
        expected.flip(0, (int) allocator.shape().units());
        assertEquals(expected, free, seed);
    }

    private void freeAll() {
        List<Long> offsets = new ArrayList<>(blocks.keySet());
        Collections.shuffle(offsets, random);
        offsets.forEach(this::free);
        assertFresh(allocator, seed);
    }

    /** The free blocks are, after a drain, those of a fresh space. */
    public static void assertFresh(BlockAllocator allocator, String message) {
        allocator.drain();
        TreeSet<String> expected = new TreeSet<>();
        TreeSet<String> actual = new TreeSet<>();
        allocator.shape().forEachRoot((offset, units) -> expected.add(offset + "+" + units));
        allocator.forEachFreeBlock((offset, units) -> actual.add(offset + "+" + units));
        assertEquals(expected, actual, message);
    }
}
