package dev.cleave.buddy;

import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_ALIGNED;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_ANY_EXTENT;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_ANY_ORDER;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_ANY_UNITS;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_AT;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_EXTENT;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_MANY;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_UNITS;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_WITHIN;
import static dev.cleave.buddy.SpaceOperation.Kind.FREE;
import static dev.cleave.buddy.SpaceOperation.Kind.FREE_CLAIMED;
import static dev.cleave.buddy.SpaceOperation.Kind.FREE_MANY;
import static dev.cleave.buddy.SpaceOperation.Kind.RESIZE;
import static dev.cleave.buddy.SpaceOperation.Kind.RESIZE_ANY;

import dev.cleave.buddy.SpaceOperation.Kind;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Random histories of every operation and every misuse, against the plain model, on spaces of every shape. A failure prints
 * its seed and the smallest history found; {@code @Property(seed = "…")} brings it back.
 */
class BuddySpacePropertyTest {
    private static final int FIGURES_EVERY_STEP_UP_TO_UNITS = 128;
    private static final int STEPS_BETWEEN_FIGURES = 16;

    @Property(tries = 400)
    void aSpaceOfAnySizeIsAPlainBuddy(@ForAll("shapes") SpaceShape shape,
            @ForAll("histories") List<SpaceOperation> history) {
        replay(shape, history);
    }

    @Property(tries = 100)
    void aLargeSpaceIsAPlainBuddy(@ForAll("largeShapes") SpaceShape shape,
            @ForAll("histories") List<SpaceOperation> history) {
        replay(shape, history);
    }

    @Property(tries = 200)
    void aFullSpaceIsAPlainBuddy(@ForAll("shapes") SpaceShape shape,
            @ForAll("crowdedHistories") List<SpaceOperation> history) {
        CheckedSpace checked = new CheckedSpace(shape.build());
        checked.allocateMany(0, Math.toIntExact(shape.units()));
        checked.checkFigures();
        replay(checked, history);
    }

    private static void replay(SpaceShape shape, List<SpaceOperation> history) {
        replay(new CheckedSpace(shape.build()), history);
    }

    private static void replay(CheckedSpace checked, List<SpaceOperation> history) {
        int step = 0;
        for (SpaceOperation operation : history) {
            operation.applyTo(checked);
            if (checked.space().units() <= FIGURES_EVERY_STEP_UP_TO_UNITS || ++step % STEPS_BETWEEN_FIGURES == 0) {
                checked.checkFigures();
            }
        }
        checked.checkFigures();
        checked.freeAll();
    }

    @Provide
    Arbitrary<SpaceShape> shapes() {
        return shapesOf(Arbitraries.oneOf(
                Arbitraries.of(1L, 2L, 3L, 63L, 64L, 65L, 127L, 4095L, 4096L, 4097L),
                Arbitraries.longs().between(1, 10_000)));
    }

    @Provide
    Arbitrary<SpaceShape> largeShapes() {
        return shapesOf(Arbitraries.oneOf(
                Arbitraries.of(262_143L, 262_144L, 262_145L),
                Arbitraries.longs().between(10_000, 300_000)));
    }

    private static Arbitrary<SpaceShape> shapesOf(Arbitrary<Long> units) {
        return Combinators.combine(
                units,
                Arbitraries.of(true, false),
                Arbitraries.of(1, 2, 4, 8),
                Arbitraries.of(true, false),
                Arbitraries.of(true, false))
                .as(SpaceShape::new);
    }

    @Provide
    Arbitrary<List<SpaceOperation>> histories() {
        Arbitrary<Kind> mostlyUse = Arbitraries.frequencyOf(
                Tuple.of(6,
                        Arbitraries.of(ALLOCATE, ALLOCATE_UNITS, ALLOCATE_EXTENT, ALLOCATE_ALIGNED, ALLOCATE_MANY,
                                ALLOCATE_AT, RESIZE, FREE, FREE,
                                FREE_MANY)),
                Tuple.of(1, Arbitraries.of(ALLOCATE_ANY_ORDER, ALLOCATE_ANY_UNITS, ALLOCATE_ANY_EXTENT, RESIZE_ANY)),
                Tuple.of(2, Arbitraries.of(Kind.class)));
        return historiesOf(mostlyUse);
    }

    @Provide
    Arbitrary<List<SpaceOperation>> crowdedHistories() {
        Arbitrary<Kind> mostlySmallHoles = Arbitraries.frequencyOf(
                Tuple.of(5,
                        Arbitraries.of(FREE, FREE_CLAIMED, ALLOCATE, ALLOCATE_UNITS, ALLOCATE_EXTENT, ALLOCATE_WITHIN,
                                ALLOCATE_ALIGNED, RESIZE)),
                Tuple.of(1, Arbitraries.of(Kind.class)));
        return historiesOf(mostlySmallHoles);
    }

    private static Arbitrary<List<SpaceOperation>> historiesOf(Arbitrary<Kind> kinds) {
        return Combinators.combine(kinds, Arbitraries.integers(), Arbitraries.integers())
                .as(SpaceOperation::new)
                .list()
                .ofMaxSize(200);
    }
}
