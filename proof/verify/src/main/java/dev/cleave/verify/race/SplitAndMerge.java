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
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Races 4, 5 and 7: splits and merges of one word, from both sides. */
public final class SplitAndMerge {
    private SplitAndMerge() {}

    /** The last unit of a word is freed while another thread wants the word whole. */
    @JCStressTest
    @Outcome(id = {"0, 0", "-1, 64"}, expect = ACCEPTABLE, desc = "merged in time, or too early")
    @State
    public static class MergeForAnother {
        private final BuddySpace space = Spaces.shared(128);

        public MergeForAnother() {
            space.allocateAt(5, 0);
            space.allocateAt(64, 6);
        }

        @Actor
        public void free() {
            space.free(5);
        }

        @Actor
        public void whole(LL_Result result) {
            result.r1 = space.allocate(6);
        }

        @Arbiter
        public void after(LL_Result result) {
            result.r2 = Spaces.settled(space);
        }
    }

    /** Two threads free the last two units of a word, so that one of the two merges it. */
    @JCStressTest
    @Outcome(id = "whole", expect = ACCEPTABLE, desc = "merged")
    @State
    public static class BuddiesFreed {
        private final BuddySpace space = Spaces.shared(4160);

        public BuddiesFreed() {
            space.allocateAt(8, 0);
            space.allocateAt(9, 0);
        }

        @Actor
        public void one() {
            space.free(8);
        }

        @Actor
        public void other() {
            space.free(9);
        }

        @Arbiter
        public void after(L_Result result) {
            result.r1 = Spaces.whole(space);
        }
    }

    /**
     * Two threads split the one free word: both are served, side by side, unless the one that splits is stopped with the word in its
     * hands for as long as the last looks of the other one take.
     */
    @JCStressTest
    @Outcome(id = {"64, 96, 0", "96, 64, 0"}, expect = ACCEPTABLE, desc = "both halves")
    @Outcome(id = {"-1, 64, 32", "64, -1, 32"}, expect = ACCEPTABLE_INTERESTING,
            desc = "the other half was in a stopped thread's hands")
    @State
    public static class SplitTogether {
        private final BuddySpace space = Spaces.shared(128);

        public SplitTogether() {
            space.allocateAt(0, 6);
        }

        @Actor
        public void first(LLL_Result result) {
            result.r1 = space.allocate(5);
        }

        @Actor
        public void second(LLL_Result result) {
            result.r2 = space.allocate(5);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = Spaces.settled(space);
        }
    }

    /** The only split word is emptied by one thread while another takes a unit: from it, before or after it is merged. */
    @JCStressTest
    @Outcome(id = "true, 127", expect = ACCEPTABLE, desc = "served")
    @State
    public static class MergeAndSplit {
        private final BuddySpace space = Spaces.shared(128);

        public MergeAndSplit() {
            space.allocateAt(5, 0);
        }

        @Actor
        public void free() {
            space.free(5);
        }

        @Actor
        public void allocate(LL_Result result) {
            result.r1 = space.allocate(0) != BuddySpace.NO_BLOCK;
        }

        @Arbiter
        public void after(LL_Result result) {
            result.r2 = Spaces.settled(space);
        }
    }
}
