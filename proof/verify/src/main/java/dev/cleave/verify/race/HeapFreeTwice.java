package dev.cleave.verify.race;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.cleave.heap.SafetyLevel;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Two threads free one block of a heap. Exactly one does, the other is told so. */
public final class HeapFreeTwice {
    private HeapFreeTwice() {}

    /** Heap race 1: a slot. */
    @JCStressTest
    @Outcome(id = {"freed, refused, whole", "refused, freed, whole"}, expect = ACCEPTABLE, desc = "one freed it")
    @Outcome(id = "freed, freed, .*", expect = FORBIDDEN, desc = "both freed it")
    @Outcome(expect = FORBIDDEN, desc = "neither did, or something is lost")
    @State
    public static class Slot {
        private final SmallHeap small = SmallHeap.lent();
        private final long block = small.heap.allocate(SmallHeap.SPREAD);

        @Actor
        public void first(LLL_Result result) {
            result.r1 = small.free(block);
        }

        @Actor
        public void second(LLL_Result result) {
            result.r2 = small.free(block);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = small.whole();
        }
    }

    /** Heap race 7: a large block that is kept as a spare. */
    @JCStressTest
    @Outcome(id = {"freed, refused, whole", "refused, freed, whole"}, expect = ACCEPTABLE, desc = "one freed it")
    @Outcome(id = "freed, freed, .*", expect = FORBIDDEN, desc = "both freed it")
    @Outcome(expect = FORBIDDEN, desc = "neither did, or something is lost")
    @State
    public static class LargeAndKept {
        private final SmallHeap small = SmallHeap.lent();
        private final long block = small.heap.allocate(10 * SmallHeap.UNIT);

        @Actor
        public void first(LLL_Result result) {
            result.r1 = small.free(block);
        }

        @Actor
        public void second(LLL_Result result) {
            result.r2 = small.free(block);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = small.whole();
        }
    }

    /** Heap race 7: a large block that the pool gets at once. */
    @JCStressTest
    @Outcome(id = {"freed, refused, whole", "refused, freed, whole"}, expect = ACCEPTABLE, desc = "one freed it")
    @Outcome(id = "freed, freed, .*", expect = FORBIDDEN, desc = "both freed it")
    @Outcome(expect = FORBIDDEN, desc = "neither did, or something is lost")
    @State
    public static class LargeAndGivenBack {
        private final SmallHeap small = SmallHeap.lent();
        private final long block = small.heap.allocate(20 * SmallHeap.UNIT);

        @Actor
        public void first(LLL_Result result) {
            result.r1 = small.free(block);
        }

        @Actor
        public void second(LLL_Result result) {
            result.r2 = small.free(block);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = small.whole();
        }
    }

    /** Heap race 14: a slot with a seal, which goes into quarantine. */
    @JCStressTest
    @Outcome(id = {"freed, refused, whole", "refused, freed, whole"}, expect = ACCEPTABLE, desc = "one freed it")
    @Outcome(id = "freed, freed, .*", expect = FORBIDDEN, desc = "both freed it")
    @Outcome(expect = FORBIDDEN, desc = "neither did, or something is lost")
    @State
    public static class Sealed {
        private final SmallHeap small = SmallHeap.lent(SafetyLevel.HARDENED);
        private final long block = small.heap.allocate(SmallHeap.SPREAD);

        @Actor
        public void first(LLL_Result result) {
            result.r1 = small.free(block);
        }

        @Actor
        public void second(LLL_Result result) {
            result.r2 = small.free(block);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = small.whole();
        }
    }
}
