package dev.cleave.verify.race;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.cleave.buddy.BuddySpace;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Race 8: the tail of an exact run is on its way back while another thread looks for it. */
public final class ExactTail {
    private ExactTail() {}

    /**
     * A request for what the tail can serve is served, unless the run's thread was stopped between taking and giving back for as long as
     * the last looks took: what a stopped thread has its hands on may be missed.
     */
    @JCStressTest
    @Outcome(id = {"served, served, 27", "refused, served, 127"}, expect = ACCEPTABLE,
            desc = "the unit came from the tail, or from the middle of what the run wanted")
    @Outcome(id = "served, refused, 28", expect = ACCEPTABLE_INTERESTING,
            desc = "the tail was in a stopped thread's hands")
    @State
    public static class UnitFromTheTail {
        private final BuddySpace space = Spaces.shared(128);

        @Actor
        public void run(LLL_Result result) {
            result.r1 = space.allocateUnits(100) == BuddySpace.NO_BLOCK ? "refused" : "served";
        }

        @Actor
        public void unit(LLL_Result result) {
            result.r2 = space.allocate(0) == BuddySpace.NO_BLOCK ? "refused" : "served";
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = Spaces.settled(space);
        }
    }

    /** The run is freed while its tail is allocated from: nothing but the unit is missing afterwards. */
    @JCStressTest
    @Outcome(id = "freed, served, 127", expect = ACCEPTABLE, desc = "the run is back")
    @State
    public static class FreeBesideTheTail {
        private final BuddySpace space = Spaces.shared(128);
        private final long run = space.allocateUnits(100);

        @Actor
        public void run(LLL_Result result) {
            result.r1 = Spaces.free(space, run);
        }

        @Actor
        public void unit(LLL_Result result) {
            result.r2 = space.allocate(0) == BuddySpace.NO_BLOCK ? "refused" : "served";
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = Spaces.settled(space);
        }
    }
}
