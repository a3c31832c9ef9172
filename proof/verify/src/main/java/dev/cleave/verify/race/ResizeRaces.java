package dev.cleave.verify.race;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.cleave.buddy.BuddySpace;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Race 14: a block is resized while it is freed, or resized again. Who finds it in the other's hands is refused. */
public final class ResizeRaces {
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private ResizeRaces() {}

    /** The block is lengthened. */
    @JCStressTest
    @Outcome(id = "resized, freed, whole", expect = ACCEPTABLE, desc = "resized, then freed")
    @Outcome(id = "refused, freed, whole", expect = ACCEPTABLE, desc = "freed before it was resized")
    @Outcome(id = "resized, refused, whole", expect = ACCEPTABLE, desc = "freed while it was resized")
    @Outcome(expect = FORBIDDEN, desc = "both were refused, or something is lost")
    @State
    public static class LengthenedAndFreed {
        private final BuddySpace space = Spaces.shared(128);
        private final long block = space.allocateUnits(SHORT);

        @Actor
        public void resize(LLL_Result result) {
            result.r1 = Spaces.resize(space, block, LONG);
        }

        @Actor
        public void free(LLL_Result result) {
            result.r2 = Spaces.free(space, block);
        }

        @Arbiter
        public void after(LLL_Result result) {
            if ("refused".equals(result.r2)) {
                space.free(block);
            }
            result.r3 = Spaces.whole(space);
        }
    }

    /** One thread lengthens it, the other one shortens it. */
    @JCStressTest
    @Outcome(id = "resized, resized, whole", expect = ACCEPTABLE, desc = "one after the other")
    @Outcome(id = {"resized, refused, whole", "refused, resized, whole"}, expect = ACCEPTABLE, desc = "one alone")
    @Outcome(expect = FORBIDDEN, desc = "both were refused, or something is lost")
    @State
    public static class LengthenedAndShortened {
        private final BuddySpace space = Spaces.shared(128);
        private final long block = space.allocateUnits(SHORT);

        @Actor
        public void lengthen(LLL_Result result) {
            result.r1 = Spaces.resize(space, block, LONG);
        }

        @Actor
        public void shorten(LLL_Result result) {
            result.r2 = Spaces.resize(space, block, 1);
        }

        @Arbiter
        public void after(LLL_Result result) {
            space.free(block);
            result.r3 = Spaces.whole(space);
        }
    }
}
