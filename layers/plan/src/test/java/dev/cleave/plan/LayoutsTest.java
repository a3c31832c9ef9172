package dev.cleave.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.plan.OutwardFit.Stack;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ways to lay out spans, each against the checker that shares nothing with them. */
class LayoutsTest {
    private static final long SEED = 2003;
    private static final Deadline FAR = new Deadline(Duration.ofHours(1));

    private static void requireSound(Lifetimes lifetimes, Layout layout, String how) {
        assertThat(PlanCheck.fault(lifetimes, layout.offsets(), 1, layout.height())).as(how).isEmpty();
        assertThat(layout.height()).as(how).isGreaterThanOrEqualTo(lifetimes.mostLiveBytes());
    }

    @DisplayName("Outward from any moment, nothing overlaps")
    @ParameterizedTest
    @EnumSource(Stack.class)
    void outwardIsSound(Stack stack) {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            Lifetimes lifetimes = Sequences.random(random, 1 + random.nextInt(60), 12, 40);
            Spans spans = Spans.of(lifetimes, 1, true);
            int moment = random.nextInt(spans.horizon() + 1);

            Layout layout = new OutwardFit(spans).place(moment, stack);

            requireSound(lifetimes, layout, "seed %d, round %d, moment %d".formatted(SEED, round, moment));
        }
    }

    @DisplayName("From the peak outward, what is live at the peak lies without a gap")
    @Test
    void stacksThePeak() {
        Lifetimes lifetimes = Sequences.denseTraining(64, 12, 16, 16, 16);
        Spans spans = Spans.of(lifetimes, 1, true);

        Layout layout = new OutwardFit(spans).place(spans.load().peakTime(), Stack.FIRST_BEGUN);

        assertThat(layout.height()).isEqualTo(lifetimes.mostLiveBytes());
    }

    @DisplayName("Chains share places in turns, and leave the lower bound as it is")
    @Test
    void chainsKeepTheBound() {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            Lifetimes lifetimes = Sequences.random(random, 1 + random.nextInt(80), 10, 4);
            Spans spans = Spans.of(lifetimes, 1, true);
            Chains chains = Chains.of(spans);
            Spans boxes = chains.boxes();

            assertThat(boxes.load().peak()).as("seed %d, round %d", SEED, round).isEqualTo(spans.load().peak());
            assertThat(boxes.count()).isLessThanOrEqualTo(spans.count());
            Layout layout = new OutwardFit(boxes).place(0, Stack.FIRST_BEGUN);
            requireSound(lifetimes, chains.unbox(layout), "seed %d, round %d".formatted(SEED, round));
        }
    }

    @DisplayName("A hundred blocks one after another are one chain")
    @Test
    void chainsFollow() {
        Lifetimes.Builder sequence = Lifetimes.builder();
        for (int each = 0; each < 100; each++) {
            sequence.free(sequence.allocate(64));
        }

        assertThat(Chains.of(Spans.of(sequence.build(), 8, true)).boxes())
                .satisfies(boxes -> assertThat(boxes.count()).isOne())
                .satisfies(boxes -> assertThat(boxes.sizes()[0]).isEqualTo(8));
    }

    @DisplayName("First fit in any order is sound, and stops before what would end above the ceiling")
    @Test
    void orderedIsSound() {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            Lifetimes lifetimes = Sequences.random(random, 2 + random.nextInt(40), 8, 30);
            Spans spans = Spans.of(lifetimes, 1, true);
            OrderedFit fit = new OrderedFit(spans);
            int[] order = IntStream.range(0, spans.count()).toArray();
            for (int rank = order.length - 1; rank > 0; rank--) {
                int other = random.nextInt(rank + 1);
                int span = order[rank];
                order[rank] = order[other];
                order[other] = span;
            }
            long[] offsets = new long[spans.count()];

            assertThat(fit.place(order, Long.MAX_VALUE, offsets, FAR)).isEqualTo(order.length);
            requireSound(lifetimes, new Layout(offsets, fit.height()), "seed %d, round %d".formatted(SEED, round));
            long ceiling = fit.height() - 1;
            int placed = fit.place(order, ceiling, new long[spans.count()], FAR);
            assertThat(placed).isLessThan(order.length);
            assertThat(fit.height()).isLessThanOrEqualTo(ceiling);
        }
    }
}
