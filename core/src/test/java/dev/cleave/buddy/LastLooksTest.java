package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A refusal is deserved, and it is found out at the first look that nobody disturbs. */
class LastLooksTest {
    private static final long UNITS = 2 * 4096 + 300;

    private final Interloper interloper = new Interloper();
    private int stripe;
    private final BuddySpace space = BuddySpace.builder(UNITS)
            .stripes(2)
            .stripeChooser(() -> stripe)
            .door(interloper)
            .build();

    /** A look that makes all hints anew reads every word twice at least. */
    private static final long FEWER_THAN_ALL_WORDS = UNITS / 64;

    private void fill() {
        while (space.allocate(0) != BuddySpace.NO_BLOCK) {
            assertThat(space.freeUnits()).isNotNegative();
        }
    }

    private long refusal(Runnable request) {
        request.run();
        return interloper.accessesOf(request);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 9, 64, 65, 100, 128, 4096, 5000})
    void aFullSpaceRefusesAtTheFirstLook(long count) {
        fill();
        assertThat(refusal(() -> assertThat(space.allocateExtent(count)).isEqualTo(BuddySpace.NO_BLOCK)))
                .as("accesses of a refused extent").isLessThan(FEWER_THAN_ALL_WORDS);
        assertThat(refusal(() -> assertThat(space.allocateUnits(count)).isEqualTo(BuddySpace.NO_BLOCK)))
                .as("accesses of refused units").isLessThan(FEWER_THAN_ALL_WORDS);
        assertThat(refusal(() -> assertThat(space.allocateExtent(count, 3)).isEqualTo(BuddySpace.NO_BLOCK)))
                .as("accesses of a refused aligned extent").isLessThan(FEWER_THAN_ALL_WORDS);
        assertThat(refusal(() -> assertThat(space.allocateAt(4096, 7)).isFalse()))
                .as("accesses of a refused range").isLessThan(FEWER_THAN_ALL_WORDS);
    }

    @Test
    void aSpaceOfHolesThatAreTooSmallIsReadOnce() {
        fill();
        LongStream.range(0, UNITS).filter(unit -> unit % 8 < 5).forEach(space::free);
        space.flush();
        long once = 6 * UNITS / 64;
        for (long count : new long[] {6, 7, 20, 70, 130, 4097}) {
            assertThat(refusal(() -> assertThat(space.allocateExtent(count)).isEqualTo(BuddySpace.NO_BLOCK)))
                    .as("accesses of a refused extent of %d", count).isLessThan(once);
        }
        assertThat(refusal(() -> assertThat(space.allocateAt(64, 6)).isFalse())).isLessThan(once);
        assertThat(refusal(() -> assertThat(space.resize(5, 70)).isFalse())).isLessThan(once);
    }

    @Test
    void whatIsRefusedOnceIsNotHiddenFromTheNext() {
        fill();
        LongStream.range(100, 300).forEach(space::free);
        assertThat(space.allocateExtent(201)).isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(space.allocateExtent(200)).isEqualTo(100);
    }

    /** Units come free, and go from the tree to a magazine that the request has already seen empty: before any two accesses of it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 4, 5})
    void aRefillHidesNothingFromARequestThatWouldFail(long count) {
        int refilled = 0;
        BuddySpace full = fullSpace();
        long accesses = interloper.accessesOf(() -> full.allocateExtent(count));
        for (long freed = 0; freed < accesses; freed++) {
            for (long taken = freed + 1; taken < accesses; taken++) {
                refilled += takenInTheMiddle(count, freed, taken) ? 1 : 0;
            }
        }
        assertThat(refilled).as("requests in the middle of which a magazine was filled").isPositive();
    }

    /** Whether both things were done before the request was over; if so it must be served. */
    private boolean takenInTheMiddle(long count, long freed, long taken) {
        BuddySpace space = fullSpace();
        boolean[] isTaken = new boolean[1];
        interloper.at(freed, () -> space.freeMany(LongStream.range(64, 80).toArray(), 0, 16));
        interloper.andAt(taken, () -> {
            stripe = 1;
            isTaken[0] = space.allocate(0) != BuddySpace.NO_BLOCK;
            stripe = 0;
        });
        long block = space.allocateExtent(count);
        if (isTaken[0]) {
            assertThat(block)
                    .as("%d units, 16 of them freed before access %d, one taken again before %d", count, freed, taken)
                    .isNotEqualTo(BuddySpace.NO_BLOCK);
        }
        return isTaken[0];
    }

    /** All units are blocks, and no hint is where it need not be. */
    private BuddySpace fullSpace() {
        stripe = 0;
        BuddySpace space = BuddySpace.builder(UNITS)
                .stripes(2)
                .stripeChooser(() -> stripe)
                .door(interloper)
                .build();
        long[] all = new long[(int) UNITS];
        assertThat(space.allocateMany(0, all, 0, all.length)).isEqualTo(all.length);
        assertThat(space.allocate(0)).isEqualTo(BuddySpace.NO_BLOCK);
        return space;
    }

    /** Before any access of a request, another one splits a word, and merges it again before a later access. */
    @Test
    void anotherThreadThatHidesForAMomentMakesNoRefusal() {
        for (long split = 0; split < 120; split++) {
            BuddySpace space = fullSpace();
            space.freeMany(LongStream.range(64, 80).toArray(), 0, 16);
            space.freeMany(LongStream.range(128, 192).toArray(), 0, 64);
            interloper.at(split, () -> {
                stripe = 1;
                assertThat(space.allocate(6)).isEqualTo(128);
                stripe = 0;
            });
            assertThat(space.allocateExtent(13)).as("a word was taken before access %d", split)
                    .isNotEqualTo(BuddySpace.NO_BLOCK);
        }
    }
}
