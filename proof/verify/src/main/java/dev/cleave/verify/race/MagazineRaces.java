package dev.cleave.verify.race;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.cleave.buddy.BuddySpace;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Race 9: two threads on one magazine. Whoever finds it claimed goes to the tree; no block is had twice, none is lost. */
public final class MagazineRaces {
    /** Large enough for one stripe's magazines of small orders. */
    private static final int UNITS = 6400;

    private MagazineRaces() {}

    /** A push against a pop. */
    @JCStressTest
    @Outcome(id = "true, 6399", expect = ACCEPTABLE, desc = "served")
    @State
    public static class PushAndPop {
        private final BuddySpace space = Spaces.shared(UNITS);
        private final long block = space.allocate(0);

        @Actor
        public void push() {
            space.free(block);
        }

        @Actor
        public void pop(LL_Result result) {
            result.r1 = space.allocate(0) != BuddySpace.NO_BLOCK;
        }

        @Arbiter
        public void after(LL_Result result) {
            result.r2 = Spaces.settled(space);
        }
    }

    /** Two pops. */
    @JCStressTest
    @Outcome(id = "true, 6398", expect = ACCEPTABLE, desc = "two blocks")
    @State
    public static class PopAndPop {
        private final BuddySpace space = Spaces.shared(UNITS);
        private long first;
        private long second;

        public PopAndPop() {
            space.free(space.allocate(0));
        }

        @Actor
        public void one() {
            first = space.allocate(0);
        }

        @Actor
        public void other() {
            second = space.allocate(0);
        }

        @Arbiter
        public void after(LL_Result result) {
            result.r1 = first != second && first >= 0 && second >= 0;
            result.r2 = Spaces.settled(space);
        }
    }

    /** Two pushes. */
    @JCStressTest
    @Outcome(id = "whole", expect = ACCEPTABLE, desc = "both are back")
    @State
    public static class PushAndPush {
        private final BuddySpace space = Spaces.shared(UNITS);
        private final long first = space.allocate(0);
        private final long second = space.allocate(0);

        @Actor
        public void one() {
            space.free(first);
        }

        @Actor
        public void other() {
            space.free(second);
        }

        @Arbiter
        public void after(L_Result result) {
            result.r1 = Spaces.whole(space);
        }
    }

    /** A pop while all is given back. */
    @JCStressTest
    @Outcome(id = "true, 6399", expect = ACCEPTABLE, desc = "served")
    @State
    public static class PopAndFlush {
        private final BuddySpace space = Spaces.shared(UNITS);

        public PopAndFlush() {
            space.free(space.allocate(0));
        }

        @Actor
        public void pop(LL_Result result) {
            result.r1 = space.allocate(0) != BuddySpace.NO_BLOCK;
        }

        @Actor
        public void flush() {
            space.flush();
        }

        @Arbiter
        public void after(LL_Result result) {
            result.r2 = Spaces.settled(space);
        }
    }

    /** A push while another thread misses the block for a larger one: it is had or missed, and all is whole at the end. */
    @JCStressTest
    @Outcome(id = {"0, 2304", "-1, 6400"}, expect = ACCEPTABLE, desc = "given back in time, or too early")
    @State
    public static class PushAndLargest {
        private final BuddySpace space = Spaces.shared(UNITS);

        public PushAndLargest() {
            space.allocateAt(77, 0);
        }

        @Actor
        public void push() {
            space.free(77);
        }

        @Actor
        public void largest(LL_Result result) {
            result.r1 = space.allocate(12);
        }

        @Arbiter
        public void after(LL_Result result) {
            result.r2 = Spaces.settled(space);
        }
    }
}
