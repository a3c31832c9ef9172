package dev.cleave.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Together;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A tenant's own pageblocks")
class OwnPageblocksTest {
    /** Pageblocks of 8 units: 20 whole ones, and a rest of 3 units. */
    private final PageblockGrid grid = new PageblockGrid(163, 3);
    private final AtomicReferenceArray<OwnPageblocks> takers = new AtomicReferenceArray<>(20);
    private final OwnPageblocks own = new OwnPageblocks(grid, takers, 3, 1);

    @Test
    @DisplayName("are counted as long as a unit of theirs is the tenant's, up to the limit")
    void counted() {
        assertThat(own.enter(0, 20, true)).isTrue();
        assertThat(own.used()).isEqualTo(3);
        assertThat(own.enter(80, 1, true)).as("a fourth").isFalse();
        assertThat(own.enter(20, 2, false)).as("in one of its own").isTrue();
        assertThat(own.units(2)).isEqualTo(6);
        assertThat(own.leave(0, 8)).isTrue();
        assertThat(own.leave(8, 7)).isFalse();
        assertThat(own.used()).isEqualTo(2);
        assertThat(own.enter(80, 1, true)).isTrue();
    }

    @Test
    @DisplayName("are entered by all of a block or by nothing of it")
    void allOrNothing() {
        assertThat(own.enter(0, 32, true)).as("four pageblocks").isFalse();
        assertThat(own.used()).isZero();
        assertThat(own.units(0)).isZero();
        assertThat(own.enter(156, 6, true)).as("behind the last whole one").isFalse();
        assertThat(own.used()).isZero();
    }

    @Test
    @DisplayName("are known not to be its alone, by both, where it comes into one that another took whole meanwhile")
    void shared() {
        OwnPageblocks other = new OwnPageblocks(grid, takers, 3, 0);
        assertThat(own.enter(8, 8, true)).isTrue();
        assertThat(other.reserve(1)).isTrue();
        other.enterReserved(8, 2);
        assertThat(other.areShared()).isFalse();
        assertThat(own.enter(12, 1, false)).as("before it has counted the others out").isTrue();
        assertThat(own.leave(8, 8)).isFalse();
        assertThat(own.areShared()).isTrue();
        assertThat(other.areShared()).isTrue();
        other.leave(8, 2);
        assertThat(own.enter(24, 8, false)).isTrue();
        assertThat(own.mayHaveMore(1)).isTrue();
        assertThat(own.mayHaveMore(2)).isFalse();
    }

    @Test
    @DisplayName("may be others' too, as many as is allowed")
    void strays() {
        assertThat(own.enter(1, 1, false)).isTrue();
        assertThat(own.strays().get()).isEqualTo(1);
        assertThat(own.enter(9, 1, false)).isFalse();
        assertThat(own.enter(2, 2, false)).as("where it is already").isTrue();
        assertThat(own.enter(8, 8, false)).as("a whole one is never a stray").isTrue();
        own.leave(1, 3);
        assertThat(own.strays().get()).isZero();
        assertThat(own.enter(16, 1, false)).isTrue();
    }

    @Test
    @DisplayName("are looked in where there may be room, and again after something left")
    void room() {
        own.enter(8, 8, true);
        own.enter(40, 4, true);
        assertThat(own.next(0, 1)).isEqualTo(1);
        own.lookedInVain(1, 1);
        assertThat(own.next(0, 1)).isEqualTo(5);
        own.lookedInVain(5, 4);
        assertThat(own.next(0, 3)).isEqualTo(5);
        assertThat(own.next(0, 4)).isEqualTo(OwnPageblocks.NONE);
        own.leave(8, 1);
        assertThat(own.next(0, 4)).isEqualTo(1);
        own.lookedInVain(1, 1);
        own.forgetVain();
        assertThat(own.next(0, 8)).isEqualTo(1);
        assertThat(own.next(2, 8)).isEqualTo(5);
        assertThat(own.next(6, 1)).isEqualTo(OwnPageblocks.NONE);
    }

    @Test
    @DisplayName("keep one that was left for the next block, until it is wanted for another")
    void kept() {
        own.enter(0, 24, true);
        own.leave(0, 8);
        assertThat(own.used()).isEqualTo(2);
        assertThat(own.has(0)).isTrue();
        assertThat(own.enter(3, 1, false)).as("no stray").isTrue();
        assertThat(own.strays().get()).isZero();
        own.leave(3, 1);
        own.leave(8, 8);
        assertThat(own.has(1)).as("one is kept").isFalse();
        assertThat(own.held().get()).isEqualTo(2);
        assertThat(own.enter(40, 8, true)).isTrue();
        assertThat(own.enter(48, 8, true)).as("the kept one's place").isTrue();
        assertThat(own.has(0)).isFalse();
        assertThat(own.letGo()).isFalse();
        own.leave(40, 8);
        assertThat(own.letGo()).isTrue();
        assertThat(own.held().get()).isEqualTo(own.used()).isEqualTo(2);
    }

    @Test
    @DisplayName("do not keep what another has taken whole")
    void keptAndTaken() {
        OwnPageblocks other = new OwnPageblocks(grid, takers, 3, 0);
        own.enter(0, 4, true);
        own.leave(0, 4);
        assertThat(own.has(0)).isTrue();
        other.enter(0, 2, true);
        assertThat(own.has(0)).isFalse();
        assertThat(other.enter(3, 1, false)).isTrue();
        assertThat(own.held().get()).isZero();
        assertThat(own.enter(2, 1, false)).as("as a stray").isTrue();
        assertThat(own.strays().get()).isEqualTo(1);
    }

    /** Race 1. */
    @Test
    @DisplayName("are counted exactly, whoever enters and leaves at once")
    void threads() throws Exception {
        Callable<Void> pairs = () -> {
            Random random = new Random(Thread.currentThread().threadId());
            for (int round = 0; round < 30_000; round++) {
                int at = random.nextInt(40);
                int count = 1 + random.nextInt(12);
                if (own.enter(at, count, random.nextBoolean())) {
                    assertThat(own.used()).isPositive();
                    own.leave(at, count);
                }
            }
            return null;
        };
        Together.run(List.of(pairs, pairs, pairs));
        assertThat(own.used()).isZero();
        assertThat(own.strays().get()).isZero();
        for (int pageblock = 0; pageblock < grid.count(); pageblock++) {
            assertThat(own.units(pageblock)).isZero();
        }
    }
}
