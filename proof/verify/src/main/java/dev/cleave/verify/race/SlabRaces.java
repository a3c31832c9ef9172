package dev.cleave.verify.race;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Heap races 1 to 4: slots come and go while their slab changes its place. No slot is had twice, no slab with free slots is forgotten. */
public final class SlabRaces {
    private SlabRaces() {}

    /** Race 1: two threads take the last slot of a slab, and one opens another slab. */
    @JCStressTest
    @Outcome(id = "apart, 2, whole", expect = ACCEPTABLE, desc = "one took it")
    @Outcome(id = "same, .*", expect = FORBIDDEN, desc = "both took it")
    @Outcome(expect = FORBIDDEN, desc = "something is lost")
    @State
    public static class LastSlot {
        private final SmallHeap small = SmallHeap.lent();
        private final long held = small.heap.allocate(SmallHeap.PAIRED);
        private long first;
        private long second;

        @Actor
        public void one() {
            first = small.heap.allocate(SmallHeap.PAIRED);
        }

        @Actor
        public void other() {
            second = small.heap.allocate(SmallHeap.PAIRED);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r1 = first != second ? "apart" : "same";
            result.r2 = small.slabs();
            small.free(held);
            small.free(first);
            small.free(second);
            result.r3 = small.whole();
        }
    }

    /**
     * Race 2: a slot comes back while its slab is put away as full. One slot of the two slabs is free at the end, and must be found: that the next request
     * opens a third would show that it is forgotten.
     */
    @JCStressTest
    @Outcome(id = {"came back in time, 2, whole", "too late, 2, whole"}, expect = ACCEPTABLE,
            desc = "its slab is known")
    @Outcome(id = ".*, 3, .*", expect = FORBIDDEN, desc = "a slab with a free slot is forgotten")
    @Outcome(expect = FORBIDDEN, desc = "something is lost")
    @State
    public static class ReturnedWhilePutAway {
        private final SmallHeap small = SmallHeap.lent();
        private final long[] shelved = small.allocate(2, SmallHeap.PAIRED);
        private final long[] current = small.allocate(2, SmallHeap.PAIRED);
        private long taken;

        public ReturnedWhilePutAway() {
            small.heap.free(shelved[0]);
        }

        @Actor
        public void exchange() {
            taken = small.heap.allocate(SmallHeap.PAIRED);
        }

        @Actor
        public void giveBack() {
            small.heap.free(current[1]);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r1 = taken == current[1] ? "came back in time" : taken == shelved[0] ? "too late" : "elsewhere";
            long last = small.heap.allocate(SmallHeap.PAIRED);
            result.r2 = small.slabs();
            small.free(last);
            small.free(taken);
            small.free(shelved[1]);
            small.free(current[0]);
            result.r3 = small.whole();
        }
    }

    /** Race 2: a slab is emptied on the shelf, and by that retired, while another thread looks there for the next. */
    @JCStressTest
    @Outcome(id = "freed, freed, whole", expect = ACCEPTABLE, desc = "what was taken was the taker's")
    @Outcome(expect = FORBIDDEN, desc = "a slot of a retired slab was taken, or something is lost")
    @State
    public static class EmptiedWhileExchanged {
        private final SmallHeap small = SmallHeap.lent();
        private final long[] emptied = small.allocate(2, SmallHeap.PAIRED);
        private final long[] other = small.allocate(2, SmallHeap.PAIRED);
        private final long[] current = small.allocate(2, SmallHeap.PAIRED);
        private long taken;

        public EmptiedWhileExchanged() {
            small.heap.free(other[0]);
            small.heap.free(emptied[0]);
        }

        @Actor
        public void empty(LLL_Result result) {
            result.r1 = small.free(emptied[1]);
        }

        @Actor
        public void exchange() {
            taken = small.heap.allocate(SmallHeap.PAIRED);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r2 = small.free(taken);
            small.free(other[1]);
            small.free(current[0]);
            small.free(current[1]);
            result.r3 = small.whole();
        }
    }

    /** Race 3: an empty slab is retired, word by word, while a slot of its second word is taken. */
    @JCStressTest
    @Outcome(id = {"0, freed, whole", "4096, freed, whole"}, expect = ACCEPTABLE, desc = "taken, or retired before")
    @Outcome(expect = FORBIDDEN, desc = "a slot of a retired slab was taken, or something is lost")
    @State
    public static class TakenWhileRetired {
        private final SmallHeap small = SmallHeap.lent();
        private long taken;

        /** Ends with an empty slab of which the second word is looked at first. */
        public TakenWhileRetired() {
            for (long each : small.allocate(SmallHeap.FIRST_WORD + 1, SmallHeap.SPREAD)) {
                small.heap.free(each);
            }
        }

        @Actor
        public void take() {
            taken = small.heap.allocate(SmallHeap.SPREAD);
        }

        @Actor
        public void retire(LLL_Result result) {
            result.r1 = small.heap.trim();
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r2 = small.free(taken);
            result.r3 = small.whole();
        }
    }

    /**
     * Race 4: a slab is retired and serves another block, of which all slots are free again, while a thread that knew it before takes a slot: that is one of the
     * other block.
     */
    @JCStressTest
    @Outcome(id = "freed, freed, whole", expect = ACCEPTABLE, desc = "a slot of the block of that moment")
    @Outcome(expect = FORBIDDEN, desc = "a slot of the block that was given back was taken, or something is lost")
    @State
    public static class TakenWhileReopened {
        private final SmallHeap small = SmallHeap.lent();
        private long taken;
        private long block;

        /** Ends with an empty slab. */
        public TakenWhileReopened() {
            small.heap.free(small.heap.allocate(SmallHeap.SPREAD));
        }

        @Actor
        public void take() {
            taken = small.heap.allocate(SmallHeap.SPREAD);
        }

        @Actor
        public void reopen(LLL_Result result) {
            small.heap.trim();
            block = small.pool.allocateAddress(SmallHeap.UNIT);
            result.r1 = small.free(small.heap.allocate(SmallHeap.SPREAD));
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r2 = small.free(taken);
            small.pool.free(block);
            result.r3 = small.whole();
        }
    }
}
