package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is broken on purpose is found, and named. */
class AuditTest {
    private static final int UNITS = 3 * 4096 + 70;

    private final Parts parts = Parts.allFree(UNITS);
    private final OrderMap orderMap = new ArrayOrderMap(UNITS);
    private final Magazines magazines =
            new Magazines(parts.tree, parts.lanes, UNITS, true, BuddySpace.builder(UNITS).openStacks());

    private void audit() {
        new Audit(parts.geometry, parts.metadata, parts.hints, orderMap, magazines).run();
    }

    @BeforeEach
    void someBlocksAndAFilledMagazine() {
        orderMap.publish(parts.ranges.takeExact(100, 0, Parts.MINE), 100);
        orderMap.publishOrder(magazines.refill(Parts.MINE, 0), 0);
        assertThatCode(this::audit).doesNotThrowAnyException();
    }

    private void isFound(String as, Consumer<Parts> defect) {
        defect.accept(parts);
        assertThatIllegalStateException().isThrownBy(this::audit).withMessageContaining(as);
    }

    @Test
    void aUnitThatIsLost() {
        isFound("unit 4200 is neither free nor kept nor allocated", all -> all.ranges.take(4200, 1, Parts.MINE));
    }

    @Test
    void aUnitThatIsFreeAndAllocated() {
        isFound("unit 4200 is allocated, and something else too", all -> orderMap.publish(4200, 1));
    }

    @Test
    void aUnitThatIsFreeAtTwoLevels() {
        isFound("and something else too", all -> all.metadata.set(all.geometry.word(0, 100), 1));
    }

    @Test
    void aRunThatNoHintLeadsTo() {
        isFound("no hint leads to the run of order 1 in word 66", all -> {
            all.ranges.take(4224, 64, Parts.MINE);
            all.hints.retract(0, 66, 1, Parts.MINE);
            orderMap.publish(4224, 2);
            orderMap.publish(4228, 60);
            all.metadata.set(all.geometry.word(0, 66), 0b1100);
        });
    }

    @Test
    void aFreeUnitBehindTheEnd() {
        isFound("reach past the end", all -> all.metadata.setBits(all.geometry.word(0, UNITS / 64), 1L << 63));
    }

    /** As random histories once left it: nothing is free there, so no hint need lead there. */
    @Test
    void aStaleMarkOfAnEmptiedSlotInABlockIsNoDefect() {
        parts.ranges.take(4096, 128, Parts.MINE);
        orderMap.publish(4096, 128);
        parts.hints.retract(1, 1, Runs.WORD_ORDER, Parts.MINE);
        parts.metadata.setBits(parts.geometry.emptiedPlane(1, 1), 0b10);

        assertThatCode(this::audit).doesNotThrowAnyException();
    }

    @Test
    void anEmptiedSlotThatNoHintLeadsTo() {
        isFound("no hint leads to the run of order 6 in word 1 of level 1", all -> {
            all.ranges.take(4096, 128, Parts.MINE);
            orderMap.publish(4096, 64);
            all.hints.retract(1, 1, Runs.WORD_ORDER, Parts.MINE);
            all.metadata.set(all.geometry.word(0, 65), -1L);
            all.metadata.setBits(all.geometry.emptiedPlane(1, 1), 0b10);
        });
    }
}
