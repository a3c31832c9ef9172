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

/** Race 11: a stripe takes from another one's home, or both want the same home. */
public final class Steal {
    /** Four homes, two for each stripe: the fewest that are shared out. */
    private static final int HOMES = 4;

    private static final int HOME_ORDER = 12;

    private Steal() {}

    /**
     * All homes taken but one, which stripe 0 owns: it has one unit in it, and {@code free} units
     * more.
     */
    private static BuddySpace oneHomeLeft(int free) {
        Spaces.useStripe(0);
        BuddySpace space = Spaces.striped((long) HOMES << HOME_ORDER);
        long own = space.allocate(0);
        long home = own >> HOME_ORDER;
        for (long other = 0; other < HOMES; other++) {
            if (other != home && !space.allocateAt(other << HOME_ORDER, HOME_ORDER)) {
                throw new IllegalStateException("home " + other + " is not free");
            }
        }
        int surplus = (1 << HOME_ORDER) - 1 - free;
        if (space.allocateMany(0, new long[surplus], 0, surplus) != surplus) {
            throw new IllegalStateException("home " + home + " has less than " + surplus + " free units");
        }
        return space;
    }

    private static String served(long block) {
        return block == BuddySpace.NO_BLOCK ? "refused" : "served";
    }

    /** Owner and thief want the last unit of the home. */
    @JCStressTest
    @Outcome(id = {"served, refused, 0", "refused, served, 0"}, expect = ACCEPTABLE, desc = "one got it")
    @State
    public static class LastUnitOfAHome {
        private final BuddySpace space = oneHomeLeft(1);

        @Actor
        public void owner(LLL_Result result) {
            Spaces.useStripe(0);
            result.r1 = served(space.allocate(0));
        }

        @Actor
        public void thief(LLL_Result result) {
            Spaces.useStripe(1);
            result.r2 = served(space.allocate(0));
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = Spaces.settled(space);
        }
    }

    /**
     * There is one unit for each: whoever refills its magazine takes both, and yet the other one is
     * served, unless the refill's thread is stopped with both in its hands for as long as the last
     * looks of the other one take.
     */
    @JCStressTest
    @Outcome(id = "served, served, 0", expect = ACCEPTABLE, desc = "both were served")
    @Outcome(id = {"served, refused, 1", "refused, served, 1"}, expect = ACCEPTABLE_INTERESTING,
            desc = "the other unit was in a stopped thread's hands")
    @State
    public static class EnoughForBoth {
        private final BuddySpace space = oneHomeLeft(2);

        @Actor
        public void owner(LLL_Result result) {
            Spaces.useStripe(0);
            result.r1 = served(space.allocate(0));
        }

        @Actor
        public void thief(LLL_Result result) {
            Spaces.useStripe(1);
            result.r2 = served(space.allocate(0));
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = Spaces.settled(space);
        }
    }
}
