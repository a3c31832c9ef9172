package dev.cleave.verify.race;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.cleave.buddy.BuddySpace;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Race 12: a given range is claimed while another thread takes from it. */
public final class ClaimedRange {
    private ClaimedRange() {}

    /** The last unit, wanted by its offset and by any. */
    @JCStressTest
    @Outcome(id = {"true, -1, 0", "false, 17, 0"}, expect = ACCEPTABLE, desc = "one got it")
    @State
    public static class LastUnit {
        private final BuddySpace space = Spaces.full(64);

        public LastUnit() {
            space.free(17);
        }

        @Actor
        public void given(LLL_Result result) {
            result.r1 = space.allocateAt(17, 0);
        }

        @Actor
        public void any(LLL_Result result) {
            result.r2 = space.allocate(0);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = Spaces.settled(space);
        }
    }

    /** Two words merged for a claim, from one of which the other thread takes a unit. */
    @JCStressTest
    @Outcome(id = {"true, refused, 0", "false, served, 127"}, expect = ACCEPTABLE, desc = "all or a unit")
    @State
    public static class TwoWords {
        private final BuddySpace space = Spaces.shared(128);

        public TwoWords() {
            long low = space.allocate(0);
            space.allocateAt(64, 0);
            space.free(low);
            space.free(64);
        }

        @Actor
        public void given(LLL_Result result) {
            result.r1 = space.allocateAt(0, 7);
        }

        @Actor
        public void any(LLL_Result result) {
            result.r2 = space.allocate(0) == BuddySpace.NO_BLOCK ? "refused" : "served";
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = Spaces.settled(space);
        }
    }

    /** Two claims that overlap. */
    @JCStressTest
    @Outcome(id = {"true, false, 32", "false, true, 60"}, expect = ACCEPTABLE, desc = "one got its range")
    @State
    public static class Overlap {
        private final BuddySpace space = Spaces.shared(64);

        @Actor
        public void large(LLL_Result result) {
            result.r1 = space.allocateAt(0, 5);
        }

        @Actor
        public void small(LLL_Result result) {
            result.r2 = space.allocateAt(12, 2);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = Spaces.settled(space);
        }
    }
}
