package dev.cleave.verify.race;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Races 1 to 5 of {@code dev.cleave.tiers}: objects are read, written and deleted while they move between tiers. */
public final class TierRaces {
    private TierRaces() {}

    /** Race 1: an object is read while it moves. */
    @JCStressTest
    @Outcome(id = {"7, moved, whole", "7, stayed, whole"}, expect = ACCEPTABLE, desc = "what is there is read")
    @Outcome(expect = FORBIDDEN, desc = "something else is read, or memory is lost")
    @State
    public static class ReadAgainstMove {
        private final SmallTiers small = SmallTiers.lent();
        private final long handle = small.object(false);

        public ReadAgainstMove() {
            small.put(handle, 7, 7);
        }

        @Actor
        public void read(LLL_Result result) {
            result.r1 = small.get(handle, 7);
        }

        @Actor
        public void move(LLL_Result result) {
            result.r2 = small.move(handle, SmallTiers.NEAR, SmallTiers.FAR);
        }

        @Arbiter
        public void after(LLL_Result result) {
            small.store.delete(handle);
            result.r3 = small.whole();
        }
    }

    /** Races 2 and 3: an object is written while it moves, or before the move is over. */
    @JCStressTest
    @Outcome(id = {"1, moved, whole", "1, stayed, whole"}, expect = ACCEPTABLE, desc = "what was written is there")
    @Outcome(expect = FORBIDDEN, desc = "the write is lost, or memory is")
    @State
    public static class WriteAgainstMove {
        private final SmallTiers small = SmallTiers.lent();
        private final long handle = small.object(false);

        @Actor
        public void write() {
            small.put(handle, 0, 1);
        }

        @Actor
        public void move(LLL_Result result) {
            result.r2 = small.move(handle, SmallTiers.NEAR, SmallTiers.FAR);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r1 = small.get(handle, 0);
            small.store.delete(handle);
            result.r3 = small.whole();
        }
    }

    /** Races 2 and 3, of an object whose clean copy is where it goes: nothing is copied then. */
    @JCStressTest
    @Outcome(id = {"1, moved, whole", "1, stayed, whole"}, expect = ACCEPTABLE, desc = "what was written is there")
    @Outcome(expect = FORBIDDEN, desc = "the write is lost, or memory is")
    @State
    public static class WriteAgainstSwitch {
        private final SmallTiers small = SmallTiers.lent();
        private final long handle = small.object(true);

        @Actor
        public void write() {
            small.put(handle, 0, 1);
        }

        @Actor
        public void move(LLL_Result result) {
            result.r2 = small.move(handle, SmallTiers.NEAR, SmallTiers.FAR);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r1 = small.get(handle, 0);
            small.store.delete(handle);
            result.r3 = small.whole();
        }
    }

    /** Race 4: two write an object that has a clean copy. */
    @JCStressTest
    @Outcome(id = "1, 2, whole", expect = ACCEPTABLE, desc = "both writes are there, and the copy is gone")
    @Outcome(expect = FORBIDDEN, desc = "a write is lost, or the copy was let go of twice, or never")
    @State
    public static class WriteTwice {
        private final SmallTiers small = SmallTiers.lent();
        private final long handle = small.object(true);

        @Actor
        public void first() {
            small.put(handle, 0, 1);
        }

        @Actor
        public void second() {
            small.put(handle, 1, 2);
        }

        @Arbiter
        public void after(LLL_Result result) {
            small.move(handle, SmallTiers.NEAR, SmallTiers.FAR);
            result.r1 = small.get(handle, 0);
            result.r2 = small.get(handle, 1);
            small.store.delete(handle);
            result.r3 = small.whole();
        }
    }

    /** Race 5: an object is deleted while it moves. */
    @JCStressTest
    @Outcome(id = {"deleted, moved, whole", "deleted, stayed, whole"}, expect = ACCEPTABLE,
            desc = "both places are free")
    @Outcome(expect = FORBIDDEN, desc = "the deletion was refused, or memory is lost")
    @State
    public static class DeleteAgainstMove {
        private final SmallTiers small = SmallTiers.lent();
        private final long handle = small.object(true);

        @Actor
        public void delete(LLL_Result result) {
            result.r1 = small.delete(handle);
        }

        @Actor
        public void move(LLL_Result result) {
            result.r2 = small.move(handle, SmallTiers.NEAR, SmallTiers.FAR);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = small.whole();
        }
    }
}
