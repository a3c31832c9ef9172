package dev.cleave.verify.race;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.cleave.buddy.BuddySpace;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Race 3: two threads free one block. Exactly one does, the other is told so. */
public final class FreeTwice {
    private FreeTwice() {}

    /** A block of an order that magazines keep. */
    @JCStressTest
    @Outcome(id = {"freed, refused, whole", "refused, freed, whole"}, expect = ACCEPTABLE, desc = "one freed it")
    @State
    public static class Kept {
        private final BuddySpace space = Spaces.shared(6400);
        private final long block = space.allocate(0);

        @Actor
        public void first(LLL_Result result) {
            result.r1 = Spaces.free(space, block);
        }

        @Actor
        public void second(LLL_Result result) {
            result.r2 = Spaces.free(space, block);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = Spaces.whole(space);
        }
    }

    /** An exact block whose length is written behind its first byte. */
    @JCStressTest
    @Outcome(id = {"freed, refused, whole", "refused, freed, whole"}, expect = ACCEPTABLE, desc = "one freed it")
    @State
    public static class Exact {
        private final BuddySpace space = Spaces.shared(4160);
        private final long block = space.allocateUnits(100);

        @Actor
        public void first(LLL_Result result) {
            result.r1 = Spaces.free(space, block);
        }

        @Actor
        public void second(LLL_Result result) {
            result.r2 = Spaces.free(space, block);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = Spaces.whole(space);
        }
    }

    /** One thread frees it alone, the other one among many. */
    @JCStressTest
    @Outcome(id = {"freed, refused, whole", "refused, freed, whole"}, expect = ACCEPTABLE, desc = "one freed it")
    @State
    public static class AmongMany {
        private final BuddySpace space = Spaces.shared(128);
        private final long block = space.allocate(2);

        @Actor
        public void alone(LLL_Result result) {
            result.r1 = Spaces.free(space, block);
        }

        @Actor
        public void amongMany(LLL_Result result) {
            try {
                space.freeMany(new long[] {block}, 0, 1);
                result.r2 = "freed";
            } catch (IllegalArgumentException refusal) {
                result.r2 = "refused";
            }
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = Spaces.whole(space);
        }
    }
}
