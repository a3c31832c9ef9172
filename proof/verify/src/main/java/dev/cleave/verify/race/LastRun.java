package dev.cleave.verify.race;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.cleave.buddy.BuddySpace;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Race 1: two threads allocate the last free run. Exactly one gets it. */
public final class LastRun {
    private LastRun() {}

    /** The last unit of the space. */
    @JCStressTest
    @Outcome(id = {"17, -1, 0", "-1, 17, 0"}, expect = ACCEPTABLE, desc = "one got it")
    @State
    public static class LastUnit {
        private final BuddySpace space = Spaces.full(64);

        public LastUnit() {
            space.free(17);
        }

        @Actor
        public void first(LLL_Result result) {
            result.r1 = space.allocate(0);
        }

        @Actor
        public void second(LLL_Result result) {
            result.r2 = space.allocate(0);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = Spaces.settled(space);
        }
    }

    /** The last three units in a row: an exact run, or an aligned pair and a unit more. */
    @JCStressTest
    @Outcome(id = {"20, -1, 0", "-1, 20, 1"}, expect = ACCEPTABLE, desc = "three were taken, or two")
    @State
    public static class LastThreeUnits {
        private final BuddySpace space = Spaces.full(65);

        public LastThreeUnits() {
            space.freeMany(new long[] {20, 21, 22}, 0, 3);
        }

        @Actor
        public void three(LLL_Result result) {
            result.r1 = space.allocateUnits(3);
        }

        @Actor
        public void two(LLL_Result result) {
            result.r2 = space.allocate(1);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = Spaces.settled(space);
        }
    }

    /** The last whole word, wanted once whole and once in half. */
    @JCStressTest
    @Outcome(id = {"64, -1, 0", "-1, 64, 32"}, expect = ACCEPTABLE, desc = "all was taken, or half")
    @State
    public static class LastWord {
        private final BuddySpace space = Spaces.shared(128);

        public LastWord() {
            space.allocateAt(0, 6);
        }

        @Actor
        public void whole(LLL_Result result) {
            result.r1 = space.allocate(6);
        }

        @Actor
        public void half(LLL_Result result) {
            result.r2 = space.allocate(5);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = Spaces.settled(space);
        }
    }
}
