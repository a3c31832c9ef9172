package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever makes a run announces it, whatever others made beside it and may not have announced yet: a thread that stops between setting bits and
 * announcing them costs the others what it freed, and nothing of what they freed themselves.
 */
class UnannouncedRunTest {
    private static final List<Long> SIZES = List.of(64L, 4096L, 3 * 4096L + 300);

    /** The word in which everything happens begins here. */
    private static final long WORD = 0;

    static Stream<Arguments> deeds() {
        return SIZES.stream().flatMap(units -> Stream.of(
                deed(units, "frees three units", space -> space.free(WORD)),
                deed(units, "frees many at once", space -> space.freeMany(new long[] {WORD, WORD + 16}, 0, 2)),
                deed(units, "shortens a block", space -> space.resize(WORD + 32, 1)),
                deed(units, "frees what was claimed", space -> space.give(WORD, space.claim(WORD))),
                deed(units, "takes a part of what it freed", space -> {
                    space.free(WORD);
                    space.allocate(0);
                })));
    }

    private static Arguments deed(long units, String name, Consumer<BuddySpace> deed) {
        return Arguments.of(units, name, deed);
    }

    @ParameterizedTest(name = "{0} units: who {1}")
    @MethodSource("deeds")
    void ofOneThreadThatStopsAnotherFindsWhatItFreed(long units, String name, Consumer<BuddySpace> deed)
            throws InterruptedException {
        Turnstile counting = new Turnstile();
        BuddySpace counted = fullSpace(units, counting);
        counting.watch(Thread.currentThread(), Long.MAX_VALUE);
        deed.accept(counted);
        for (long step = 0; step < counting.passed(); step++) {
            findsWhatItFreed(units, deed, step);
        }
    }

    private static void findsWhatItFreed(long units, Consumer<BuddySpace> deed, long step) throws InterruptedException {
        Turnstile turnstile = new Turnstile();
        BuddySpace space = fullSpace(units, turnstile);
        Thread stopped = new Thread(() -> deed.accept(space));
        turnstile.watch(stopped, step);
        stopped.start();
        turnstile.awaitStop();

        space.free(WORD + 8);
        assertThat(space.allocate(1)).as("a pair after three units were freed, another stopped at step %d", step)
                .isNotEqualTo(BuddySpace.NO_BLOCK);
        assertThat(space.allocate(0)).as("the third unit").isNotEqualTo(BuddySpace.NO_BLOCK);
        space.free(WORD + 24);
        assertThat(space.allocate(0)).as("one of a pair, at step %d", step).isNotEqualTo(BuddySpace.NO_BLOCK);
        assertThat(space.allocate(0)).as("the other one").isNotEqualTo(BuddySpace.NO_BLOCK);
        space.free(WORD + 40);
        assertThat(space.allocate(0)).as("a unit of eight").isNotEqualTo(BuddySpace.NO_BLOCK);
        assertThat(space.allocate(2)).as("four of the other seven").isNotEqualTo(BuddySpace.NO_BLOCK);
        assertThat(space.allocate(1)).as("two of the other three").isNotEqualTo(BuddySpace.NO_BLOCK);

        turnstile.letGo();
        stopped.join(TimeUnit.SECONDS.toMillis(60));
        assertThat(stopped.isAlive()).isFalse();
        space.verify();
    }

    /** All is taken, and no hint is left: units 0-2, 8-10, 16-18, 24-25, 32-35 and 40-47 of the word are blocks, the others single ones. */
    private static BuddySpace fullSpace(long units, Turnstile turnstile) {
        BuddySpace space = BuddySpace.builder(units).stripes(1).magazines(false).door(turnstile).build();
        LongStream.of(0, 8, 16).forEach(at -> assertThat(space.tryAllocateAt(WORD + at, 3)).isTrue());
        assertThat(space.tryAllocateAt(WORD + 24, 2)).isTrue();
        assertThat(space.tryAllocateAt(WORD + 32, 4)).isTrue();
        assertThat(space.tryAllocateAt(WORD + 40, 8)).isTrue();
        for (int order = 0; order <= space.maxOrder(); order++) {
            while (space.allocate(0) != BuddySpace.NO_BLOCK) {
                assertThat(space.freeUnits()).isNotNegative();
            }
            assertThat(space.allocate(order)).isEqualTo(BuddySpace.NO_BLOCK);
        }
        return space;
    }
}
