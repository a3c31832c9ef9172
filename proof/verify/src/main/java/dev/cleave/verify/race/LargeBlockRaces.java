package dev.cleave.verify.race;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Heap race 8: a large block is resized while it is freed, or resized again; and two want one that was freed. */
public final class LargeBlockRaces {
    private static final long SHORT = 10 * SmallHeap.UNIT;
    private static final long LONG = 14 * SmallHeap.UNIT;

    private LargeBlockRaces() {}

    /** The block grows in place. */
    @JCStressTest
    @Outcome(id = "in place, freed, whole", expect = ACCEPTABLE, desc = "resized, then freed")
    @Outcome(id = "refused, freed, whole", expect = ACCEPTABLE, desc = "freed before it was resized")
    @Outcome(id = "in place, refused, whole", expect = ACCEPTABLE, desc = "freed while it was resized")
    @Outcome(id = "moved, .*", expect = FORBIDDEN, desc = "what is free behind the block was not found")
    @Outcome(expect = FORBIDDEN, desc = "both were refused, or something is lost")
    @State
    public static class LengthenedAndFreed {
        private final SmallHeap small = SmallHeap.lent();
        private final long block = small.heap.allocate(SHORT);

        @Actor
        public void resize(LLL_Result result) {
            result.r1 = SmallHeap.outcome(block, small.reallocated(block, LONG));
        }

        @Actor
        public void free(LLL_Result result) {
            result.r2 = small.free(block);
        }

        @Arbiter
        public void after(LLL_Result result) {
            if ("refused".equals(result.r2)) {
                small.heap.free(block, LONG);
            }
            result.r3 = small.whole();
        }
    }

    /** The block becomes shorter. */
    @JCStressTest
    @Outcome(id = "in place, freed, whole", expect = ACCEPTABLE, desc = "resized, then freed")
    @Outcome(id = "refused, freed, whole", expect = ACCEPTABLE, desc = "freed before it was resized")
    @Outcome(id = "in place, refused, whole", expect = ACCEPTABLE, desc = "freed while it was resized")
    @Outcome(expect = FORBIDDEN, desc = "both were refused, or something is lost")
    @State
    public static class ShortenedAndFreed {
        private final SmallHeap small = SmallHeap.lent();
        private final long block = small.heap.allocate(LONG);

        @Actor
        public void resize(LLL_Result result) {
            result.r1 = SmallHeap.outcome(block, small.reallocated(block, SHORT));
        }

        @Actor
        public void free(LLL_Result result) {
            result.r2 = small.free(block);
        }

        @Arbiter
        public void after(LLL_Result result) {
            if ("refused".equals(result.r2)) {
                small.heap.free(block, SHORT);
            }
            result.r3 = small.whole();
        }
    }

    /** Two threads lengthen the block: who finds it in the other's hands moves it, if it is back by then. */
    @JCStressTest
    @Outcome(id = "in place, in place, whole", expect = ACCEPTABLE, desc = "one after the other")
    @Outcome(id = {"in place, moved, whole", "moved, in place, whole"}, expect = ACCEPTABLE,
            desc = "in place, then moved")
    @Outcome(id = {"in place, refused, whole", "refused, in place, whole"}, expect = ACCEPTABLE, desc = "one alone")
    @Outcome(id = {"moved, refused, whole", "refused, moved, whole"}, expect = ACCEPTABLE,
            desc = "where one was to move it lies behind the block, so the other has to move it too, and is first")
    @Outcome(expect = FORBIDDEN, desc = "moved twice, or something is lost")
    @State
    public static class LengthenedTwice {
        private final SmallHeap small = SmallHeap.lent();
        private final long block = small.heap.allocate(SHORT);
        private long first;
        private long second;

        @Actor
        public void one() {
            first = small.reallocated(block, LONG);
        }

        @Actor
        public void other() {
            second = small.reallocated(block, LONG);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r1 = SmallHeap.outcome(block, first);
            result.r2 = SmallHeap.outcome(block, second);
            boolean moved = first != 0 && first != block;
            small.heap.free(moved ? first : second != 0 ? second : block, LONG);
            result.r3 = small.whole();
        }
    }

    /** A freed block waits as a spare for a request of its size: of two such requests one gets it. */
    @JCStressTest
    @Outcome(id = "apart, 2, whole", expect = ACCEPTABLE, desc = "two blocks")
    @Outcome(id = "same, .*", expect = FORBIDDEN, desc = "both got the spare")
    @Outcome(expect = FORBIDDEN, desc = "something is lost")
    @State
    public static class SpareTakenTwice {
        private final SmallHeap small = SmallHeap.lent();
        private long first;
        private long second;

        /** Leaves a spare. */
        public SpareTakenTwice() {
            small.heap.free(small.heap.allocate(SHORT));
        }

        @Actor
        public void one() {
            first = small.heap.allocate(SHORT);
        }

        @Actor
        public void other() {
            second = small.heap.allocate(SHORT);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r1 = first != second ? "apart" : "same";
            result.r2 = small.heap.usage().liveBlocks();
            small.free(first);
            small.free(second);
            result.r3 = small.whole();
        }
    }
}
