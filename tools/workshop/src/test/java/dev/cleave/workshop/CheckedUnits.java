package dev.cleave.workshop;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.workshop.contract.BlockAllocator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** An allocator watched by the arithmetic of sets: which units are taken, and by which block. */
public final class CheckedUnits {
    private final BlockAllocator allocator;
    private final BitSet taken = new BitSet();
    private final Map<Long, Long> blocks = new HashMap<>();
    private final Map<Long, Long> fresh;

    /** Watches an allocator that is wholly free. */
    public CheckedUnits(BlockAllocator allocator) {
        this.allocator = allocator;
        fresh = freeBlocks(allocator);
        requireBooks();
    }

    /** The free blocks by their offsets: lengths. */
    public static Map<Long, Long> freeBlocks(BlockAllocator allocator) {
        Map<Long, Long> free = new TreeMap<>();
        allocator.forEachFreeBlock((offset, units) -> assertThat(free.put(offset, units)).isNull());
        return free;
    }

    /** Allocates a block of an order; whether there was one. */
    public boolean allocate(int order) {
        return admit(allocator.allocate(order), 1L << order);
    }

    /** Allocates so many units; whether there were. */
    public boolean allocateUnits(long units) {
        return admit(allocator.allocateUnits(units), units);
    }

    private boolean admit(long offset, long atLeast) {
        if (offset == NO_BLOCK) {
            assertThat(freeBlocks(allocator).values()).as("free blocks when %d units were refused", atLeast)
                    .allMatch(units -> units < atLeast);
            return false;
        }
        long units = allocator.unitsOf(offset);
        assertThat(units).isGreaterThanOrEqualTo(atLeast);
        assertThat(offset).isNotNegative();
        assertThat(offset + units).isLessThanOrEqualTo(allocator.shape().units());
        if (allocator.description().aligned()) {
            assertThat(offset % roundedUp(units)).as("offset %d of a block of %d units", offset, units).isZero();
        }
        assertThat(taken.get((int) offset, (int) (offset + units)).isEmpty())
                .as("all of %d + %d was free", offset, units)
                .isTrue();
        taken.set((int) offset, (int) (offset + units));
        blocks.put(offset, units);
        return true;
    }

    private static long roundedUp(long units) {
        return units == 1 ? 1 : Long.highestOneBit(units - 1) << 1;
    }

    /** The offsets of the allocated blocks. */
    public List<Long> offsets() {
        return new ArrayList<>(blocks.keySet());
    }

    /** Frees a block. */
    public void free(long offset) {
        long units = blocks.remove(offset);
        taken.clear((int) offset, (int) (offset + units));
        allocator.free(offset);
    }

    /** Frees all, in an order drawn at random, and requires the space to be as it was when fresh. */
    public void freeAll(SplittableRandom random) {
        List<Long> left = offsets();
        while (!left.isEmpty()) {
            free(left.remove(random.nextInt(left.size())));
        }
        requireBooks();
        assertThat(freeBlocks(allocator)).isEqualTo(fresh);
    }

    /** The free blocks are what is not taken, each unit once. */
    public void requireBooks() {
        BitSet free = new BitSet();
        freeBlocks(allocator).forEach((offset, units) -> {
            assertThat(free.get(offset.intValue(), (int) (offset + units)).isEmpty()).isTrue();
            free.set(offset.intValue(), (int) (offset + units));
        });
        assertThat(free.intersects(taken)).isFalse();
        free.or(taken);
        assertThat(free.cardinality()).isEqualTo((int) allocator.shape().units());
        assertThat(free.length()).isEqualTo((int) allocator.shape().units());
        assertThat(allocator.freeUnits()).isEqualTo(allocator.shape().units() - taken.cardinality());
    }

    /** Every offset, in range or not, at which no allocated block begins is refused by name, and nothing changes. */
    public void requireMisuseRefused() {
        Map<Long, Long> before = freeBlocks(allocator);
        for (long offset = -2; offset < allocator.shape().units() + 2; offset++) {
            if (!blocks.containsKey(offset)) {
                long wrong = offset;
                assertThatIllegalArgumentException().isThrownBy(() -> allocator.free(wrong))
                        .withMessageContaining("offset " + wrong);
                assertThatIllegalArgumentException().isThrownBy(() -> allocator.unitsOf(wrong))
                        .withMessageContaining("offset " + wrong);
            }
        }
        int tooLarge = allocator.shape().maxOrder() + 1;
        long tooMany = (1L << tooLarge - 1) + 1;
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.allocate(tooLarge))
                .withMessageContaining("order " + tooLarge);
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.allocate(-1)).withMessageContaining("order -1");
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.allocateUnits(tooMany))
                .withMessageContaining(tooMany + " units");
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.allocateUnits(0))
                .withMessageContaining("0 units");
        assertThat(freeBlocks(allocator)).isEqualTo(before);
        blocks.forEach((offset, units) -> assertThat(allocator.unitsOf(offset)).isEqualTo(units));
    }

    /** Random calls, the books compared after each, misuse tried now and then; at the end all is freed. */
    public void live(int calls, SplittableRandom random) {
        int orders = allocator.shape().maxOrder() + 1;
        for (int call = 0; call < calls; call++) {
            List<Long> live = offsets();
            boolean filling = call / 64 % 2 == 0;
            if (live.isEmpty() || random.nextInt(10) < (filling ? 7 : 3)) {
                int order = random.nextInt(random.nextInt(orders) + 1);
                boolean byUnits = random.nextInt(3) == 0;
                boolean had = byUnits ? allocateUnits(1 + random.nextLong(1L << order)) : allocate(order);
                assertThat(had || !freeBlocks(allocator).containsValue(1L << order)).isTrue();
            } else {
                free(live.get(random.nextInt(live.size())));
            }
            requireBooks();
            if (call % 97 == 0) {
                requireMisuseRefused();
            }
        }
        freeAll(random);
    }
}
