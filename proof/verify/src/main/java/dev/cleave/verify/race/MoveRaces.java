package dev.cleave.verify.race;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.cleave.contiguity.LongPin;
import dev.cleave.contiguity.MovableBlock;
import dev.cleave.contiguity.Pin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Races 1 to 5 and 8 of {@code dev.cleave.contiguity}: moves of blocks that are pinned and freed.
 */
public final class MoveRaces {
    private static final long BYTES = 64;

    private MoveRaces() {}

    /** Races 1 and 2: a block is pinned and written to while it moves. */
    @JCStressTest
    @Outcome(id = {"1, moved, whole", "1, stayed, whole"}, expect = ACCEPTABLE, desc = "what was written is there")
    @Outcome(expect = FORBIDDEN, desc = "the write is lost, or memory is")
    @State
    public static class PinAgainstMove {
        private final SmallMovables small = SmallMovables.lent();
        private final MovableBlock block = small.blocks.allocate(BYTES);

        public PinAgainstMove() {
            write(block, 0);
        }

        @Actor
        public void write() {
            write(block, 1);
        }

        @Actor
        public void move(LLL_Result result) {
            result.r2 = small.move(block);
        }

        @Arbiter
        public void after(LLL_Result result) {
            try (Pin pin = block.pin()) {
                result.r1 = pin.segment().get(JAVA_INT, 0);
            }
            block.free();
            result.r3 = small.whole();
        }

        private static void write(MovableBlock block, int value) {
            try (Pin pin = block.pin()) {
                pin.segment().set(JAVA_INT, 0, value);
            }
        }
    }

    /** Race 3: a block is freed while it moves. */
    @JCStressTest
    @Outcome(id = {"freed, moved, whole", "freed, stayed, whole"}, expect = ACCEPTABLE, desc = "both places are free")
    @Outcome(expect = FORBIDDEN, desc = "the free was refused, or memory is lost")
    @State
    public static class FreeAgainstMove {
        private final SmallMovables small = SmallMovables.lent();
        private final MovableBlock block = small.blocks.allocate(BYTES);

        @Actor
        public void free(LLL_Result result) {
            result.r1 = SmallMovables.free(block);
        }

        @Actor
        public void move(LLL_Result result) {
            result.r2 = small.move(block);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = small.whole();
        }
    }

    /** Race 4: two threads move one block. */
    @JCStressTest
    @Outcome(id = {"moved, stayed, whole", "stayed, moved, whole", "moved, moved, whole"}, expect = ACCEPTABLE,
            desc = "one moved it, or one after the other")
    @Outcome(expect = FORBIDDEN, desc = "nobody did, or memory is lost")
    @State
    public static class MoveTwice {
        private final SmallMovables small = SmallMovables.lent();
        private final MovableBlock block = small.blocks.allocate(BYTES);

        @Actor
        public void first(LLL_Result result) {
            result.r1 = small.move(block);
        }

        @Actor
        public void second(LLL_Result result) {
            result.r2 = small.move(block);
        }

        @Arbiter
        public void after(LLL_Result result) {
            block.free();
            result.r3 = small.whole();
        }
    }

    /** Race 5, and a pin against a free: a block that is pinned is not freed. */
    @JCStressTest
    @Outcome(id = {"pinned, freed, whole", "pinned, refused, whole", "refused, freed, whole"}, expect = ACCEPTABLE,
            desc = "one came first")
    @Outcome(expect = FORBIDDEN, desc = "pinned and freed at once, or both refused")
    @State
    public static class PinAgainstFree {
        private final SmallMovables small = SmallMovables.lent();
        private final MovableBlock block = small.blocks.allocate(BYTES);

        @Actor
        public void pin(LLL_Result result) {
            try (Pin _ = block.pin()) {
                result.r1 = block.isLive() ? "pinned" : "pinned what is freed";
            } catch (IllegalStateException refusal) {
                result.r1 = "refused";
            }
        }

        @Actor
        public void free(LLL_Result result) {
            result.r2 = SmallMovables.free(block);
        }

        @Arbiter
        public void after(LLL_Result result) {
            if (block.isLive()) {
                block.free();
            }
            result.r3 = small.whole();
        }
    }

    /** Race 8: a long pin is closed twice. */
    @JCStressTest
    @Outcome(id = {"closed, refused, whole", "refused, closed, whole"}, expect = ACCEPTABLE, desc = "one closed it")
    @Outcome(expect = FORBIDDEN, desc = "closed twice, or not at all")
    @State
    public static class UnpinTwice {
        private final SmallMovables small = SmallMovables.lent();
        private final MovableBlock block = small.blocks.allocate(BYTES);
        private final LongPin pin = block.pinLong();

        @Actor
        public void first(LLL_Result result) {
            result.r1 = close(pin);
        }

        @Actor
        public void second(LLL_Result result) {
            result.r2 = close(pin);
        }

        @Arbiter
        public void after(LLL_Result result) {
            block.free();
            result.r3 = small.whole();
        }

        private static String close(LongPin pin) {
            try {
                pin.close();
                return "closed";
            } catch (IllegalStateException refusal) {
                return "refused";
            }
        }
    }
}
