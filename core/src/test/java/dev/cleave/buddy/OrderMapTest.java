package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.buddy.InvalidBlockException.Reason;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderMapTest {
    private static final int UNITS = 10_000;

    private final OrderMap map = new ArrayOrderMap(UNITS);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 63, 64, 65, 100, 4096, 5000})
    void aBlockHasTheLengthThatWasPublished(long length) {
        map.publish(64, length);
        assertThat(map.unitsOf(64)).isEqualTo(length);
        assertThat(map.isBlock(64)).isTrue();
        assertThat(map.isBlock(65)).isFalse();
    }

    @Test
    void aClaimedBlockIsNobodysUntilItIsPublishedAgain() {
        map.publish(10, 100);
        assertThat(map.unitsOf(10, map.claim(10))).isEqualTo(100);
        assertThat(map.isBlock(10)).isFalse();
        assertThatExceptionOfType(InvalidBlockException.class).isThrownBy(() -> map.free(10))
                .withMessage("the block at offset 10 is being freed or resized by another call");
        assertThatExceptionOfType(InvalidBlockException.class).isThrownBy(() -> map.claim(10));
        map.publish(10, 90);
        assertThat(map.unitsOf(10)).isEqualTo(90);
    }

    @Test
    void aClaimEndsOnce() {
        map.publish(10, 1);
        map.claim(10);
        map.endClaim(10);
        assertThatIllegalStateException().isThrownBy(() -> map.endClaim(10))
                .withMessage("no claimed block begins at offset 10: claim it first");
        assertThatExceptionOfType(InvalidBlockException.class).isThrownBy(() -> map.free(10))
                .withMessage("the block at offset 10 was freed already");
    }

    @Test
    void eachMisuseHasAReasonOfItsOwn() {
        map.publish(100, 70);
        map.publish(200, 1);
        map.free(200);
        assertThat(reason(99)).isEqualTo(Reason.NEVER_ALLOCATED);
        assertThat(reason(101)).isEqualTo(Reason.INSIDE_BLOCK);
        assertThat(reason(169)).isEqualTo(Reason.INSIDE_BLOCK);
        assertThat(reason(170)).isEqualTo(Reason.NEVER_ALLOCATED);
        assertThat(reason(200)).isEqualTo(Reason.FREED_TWICE);
        assertThat(reason(-1)).isEqualTo(Reason.OUT_OF_RANGE);
        assertThat(reason(UNITS)).isEqualTo(Reason.OUT_OF_RANGE);
    }

    private Reason reason(long offset) {
        try {
            map.free(offset);
        } catch (InvalidBlockException refused) {
            assertThat(refused.offset()).isEqualTo(offset);
            return refused.reason();
        }
        throw new AssertionError("freed");
    }

    @Test
    void blocksAreVisitedFromTheLowestAndThoseThatReachIntoTheRangeAreNot() {
        map.publish(0, 5);
        map.publish(5, 1);
        map.publish(100, 200);
        List<Long> visited = new ArrayList<>();
        map.visit(1, 150, (offset, units) -> {
            visited.add(offset);
            visited.add(units);
        });
        assertThat(visited).containsExactly(5L, 1L, 100L, 200L);
        assertThat(map.beginsIn(1, 4)).isFalse();
        assertThat(map.beginsIn(1, 5)).isTrue();
    }

    static Stream<OrderMap> codes() {
        return Stream.of(
                new ArrayOrderMap(8),
                SegmentOrderMap.in(Arena.ofAuto().allocate(OrderMap.segmentBytes(8), 8), 8));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void codesSwingAloneWhateverTheirNeighboursAre(OrderMap map) {
        for (int unit = 0; unit < 8; unit++) {
            map.setRelease(unit, (byte) (unit - 4));
        }
        assertThat(map.compareAndSet(5, (byte) 0, (byte) 9)).isFalse();
        assertThat(map.compareAndSet(5, (byte) 1, (byte) -9)).isTrue();
        for (int unit = 0; unit < 8; unit++) {
            assertThat(map.getAcquire(unit)).isEqualTo((byte) (unit == 5 ? -9 : unit - 4));
        }
    }

    @ParameterizedTest
    @MethodSource("codes")
    void codesOfOneIntAreClaimedByTheirOwnersAtTheSameTime(OrderMap map) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        int[] lost = new int[4];
        for (int unit = 0; unit < 4; unit++) {
            int mine = unit;
            threads.add(new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    map.setRelease(mine, (byte) 1);
                    lost[mine] += map.compareAndSet(mine, (byte) 1, (byte) 2) ? 0 : 1;
                    lost[mine] += map.getAcquire(mine) == 2 ? 0 : 1;
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(lost).containsOnly(0);
    }
}
