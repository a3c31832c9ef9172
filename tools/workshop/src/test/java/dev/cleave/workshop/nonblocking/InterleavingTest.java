package dev.cleave.workshop.nonblocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The races 1 to 5 of {@code package-info}, by interleavings drawn from a seed at each access to a word. */
@DisplayName("A tree of status bits, in interleavings drawn by seed")
class InterleavingTest {
    private static final int TASKS = 3;
    private static final int OPERATIONS = 6;
    private static final int HISTORIES = Integer.getInteger("cleave.nbbs.histories", 1500);

    static Stream<Arguments> spaces() {
        return Stream.of(
                Arguments.of(1, Shape.of(4)),
                Arguments.of(1, Shape.of(8)),
                Arguments.of(1, Shape.of(13)),
                Arguments.of(4, Shape.of(16)),
                Arguments.of(4, Shape.of(32)),
                Arguments.of(4, Shape.of(256)));
    }

    @ParameterizedTest(name = "{0} a word, {1}")
    @MethodSource("spaces")
    @DisplayName("no unit has two owners, no request is refused beside a block that stays free, all is joined")
    void histories(int levels, Shape shape) throws InterruptedException {
        long first = new Random().nextLong();
        for (long seed = first; seed < first + HISTORIES; seed++) {
            Interleaving interleaving = new Interleaving(seed, TASKS);
            BlockAllocator tree =
                    new NonblockingBuddy(NonblockingBuddy.ONE_LEVEL, shape, levels, interleaving::words);
            Witness witness = new Witness(tree, "levels " + levels + ", " + shape + ", seed " + seed);
            List<Runnable> tasks = new ArrayList<>();
            for (int task = 0; task < TASKS; task++) {
                Random random = new Random(seed * TASKS + task);
                tasks.add(() -> witness.live(random));
            }
            interleaving.run(tasks, 1 + Math.floorMod(seed, TASKS));
            assertThat(new PlainSet(shape).agreesWith(tree)).as("seed %d: %s", seed, tree.picture()).isTrue();
            assertThat(tree.allocate(shape.maxOrder())).as("seed %d", seed).isNotNegative();
        }
    }

    @ParameterizedTest(name = "{0} a word")
    @MethodSource("levels")
    @DisplayName("of as many blocks as threads, each holding one at most, there is always one to be had")
    void alwaysOneToBeHad(int levels) throws InterruptedException {
        Shape shape = new Shape(TASKS * 32L, 5);
        long first = new Random().nextLong();
        for (long seed = first; seed < first + HISTORIES; seed++) {
            String where = "levels " + levels + ", seed " + seed;
            Interleaving interleaving = new Interleaving(seed, TASKS);
            BlockAllocator tree =
                    new NonblockingBuddy(NonblockingBuddy.ONE_LEVEL, shape, levels, interleaving::words);
            Random random = new Random(seed);
            List<Long> held = new ArrayList<>();
            Runnable task = () -> {
                for (int turn = 0; turn < 2 * OPERATIONS; turn++) {
                    long offset = tree.allocate(5);
                    assertThat(offset).as(where).isNotNegative();
                    held.add(offset);
                    tree.free(held.remove(random.nextInt(held.size())));
                }
            };
            interleaving.run(List.of(task, task, task), 1 + Math.floorMod(seed, TASKS));
        }
    }

    static Stream<Integer> levels() {
        return Stream.of(1, 4);
    }

    /** Sees every call begin and end; needs no lock, since only one task moves at a time. */
    private static final class Witness {
        private final BlockAllocator tree;
        private final String where;
        private final int units;
        private final int[] owners;
        private final long[] givenAt;
        /** When a call ended that gave the unit back after it was given last; never while there is none. */
        private final long[] settledAt;
        private int allocating;
        private long lastAllocating;
        private long now;

        Witness(BlockAllocator tree, String where) {
            this.tree = tree;
            this.where = where;
            units = (int) tree.shape().units();
            owners = new int[units];
            givenAt = new long[units];
            settledAt = new long[units];
        }

        /** A task's life: it allocates and frees at random, and frees all at last. */
        void live(Random random) {
            List<Long> mine = new ArrayList<>();
            for (int operation = 0; operation < OPERATIONS; operation++) {
                if (mine.isEmpty() || random.nextBoolean()) {
                    int most = tree.shape().maxOrder() + 1;
                    long offset = allocate(Math.min(random.nextInt(most), random.nextInt(most)));
                    if (offset != BlockAllocator.NO_BLOCK) {
                        mine.add(offset);
                    }
                } else {
                    free(mine.remove(random.nextInt(mine.size())));
                }
            }
            mine.forEach(this::free);
        }

        private long allocate(int order) {
            long begun = ++now;
            boolean alone = allocating++ == 0;
            lastAllocating = now;
            long offset = tree.allocate(order);
            now++;
            allocating--;
            if (offset != BlockAllocator.NO_BLOCK) {
                for (int unit = (int) offset; unit < offset + (1 << order); unit++) {
                    assertThat(owners[unit]++).as("%s: owners of unit %d", where, unit).isZero();
                    givenAt[unit] = now;
                    settledAt[unit] = Long.MAX_VALUE;
                }
            } else if (alone && lastAllocating == begun) {
                assertThat(stayedFree(order, begun)).as("%s: refused order %d", where, order).isFalse();
            }
            return offset;
        }

        private void free(long offset) {
            long begun = ++now;
            int length = (int) tree.unitsOf(offset);
            for (int unit = (int) offset; unit < offset + length; unit++) {
                owners[unit]--;
            }
            tree.free(offset);
            now++;
            for (int unit = (int) offset; unit < offset + length; unit++) {
                settledAt[unit] = givenAt[unit] < begun ? now : settledAt[unit];
            }
        }

        private boolean stayedFree(int order, long since) {
            BitSet free = new BitSet();
            for (int unit = 0; unit < units; unit++) {
                free.set(unit, settledAt[unit] < since);
            }
            for (int at = 0; at + (1 << order) <= units; at += 1 << order) {
                int used = free.nextClearBit(at);
                if (used >= at + (1 << order)) {
                    return true;
                }
            }
            return false;
        }
    }
}
