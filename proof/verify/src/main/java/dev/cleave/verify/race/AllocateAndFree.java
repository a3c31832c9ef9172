package dev.cleave.verify.race;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.cleave.buddy.BuddySpace;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Race 2: one thread frees what another one looks for. It is had or missed, never lost. */
public final class AllocateAndFree {
    private AllocateAndFree() {}

    /** A unit of a full space. */
    @JCStressTest
    @Outcome(id = {"9, 0", "-1, 1"}, expect = ACCEPTABLE, desc = "found, or too early")
    @State
    public static class Unit {
        private final BuddySpace space = Spaces.full(64);

        @Actor
        public void free() {
            space.free(9);
        }

        @Actor
        public void allocate(LL_Result result) {
            result.r1 = space.allocate(0);
        }

        @Arbiter
        public void after(LL_Result result) {
            result.r2 = Spaces.settled(space);
        }
    }

    /** A block of a whole word, of which the other one wants a few units. */
    @JCStressTest
    @Outcome(id = {"64, 55", "-1, 64"}, expect = ACCEPTABLE, desc = "found, or too early")
    @State
    public static class Word {
        private final BuddySpace space = Spaces.shared(128);

        public Word() {
            space.allocateAt(0, 6);
            space.allocateAt(64, 6);
        }

        @Actor
        public void free() {
            space.free(64);
        }

        @Actor
        public void allocate(LL_Result result) {
            result.r1 = space.allocateUnits(9);
        }

        @Arbiter
        public void after(LL_Result result) {
            result.r2 = Spaces.settled(space);
        }
    }
}
