package dev.cleave.verify.race;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.cleave.contiguity.Claim;
import dev.cleave.contiguity.ClaimFailedException;
import dev.cleave.contiguity.LongPin;
import dev.cleave.contiguity.MovableBlock;
import dev.cleave.contiguity.Pin;
import dev.cleave.contiguity.Reservation;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Races 14 and 16 of {@code dev.cleave.contiguity}: claims of what is lent, against whoever uses
 * it.
 */
public final class ClaimRaces {
    private static final long BYTES = 64;
    private static final int BEFORE = 1;
    private static final int PINNED = 2;
    private static final int CLAIMED = 99;

    private ClaimRaces() {}

    /** A block that is lent by a reservation, which is claimed while the block is used. */
    abstract static class Lent {
        final SmallMovables small = SmallMovables.lent();
        final Reservation reservation = small.blocks.reserve(small.pool.unit());
        final MovableBlock block = small.blocks.allocate(BYTES);

        Lent() {
            write(block, BEFORE);
        }

        static void write(MovableBlock block, int value) {
            try (Pin pin = block.pin()) {
                pin.segment().set(JAVA_INT, 0, value);
            }
        }

        /** Writes over all that is claimed. */
        final String claim() {
            try (Claim claim = reservation.claim(Duration.ZERO)) {
                small.pool.memory().asSlice(claim.address() - small.pool.baseAddress(), claim.byteSize())
                        .fill((byte) CLAIMED);
                return "claimed";
            } catch (ClaimFailedException refusal) {
                return "refused";
            }
        }

        final String whole() {
            block.free();
            reservation.close();
            return small.whole();
        }

        final int read() {
            try (Pin pin = block.pin()) {
                return pin.segment().get(JAVA_INT, 0);
            }
        }
    }

    /** Race 14, and 1: a block is pinned and written to while its memory is claimed. */
    @JCStressTest
    @Outcome(id = {"2, claimed, whole", "2, refused, whole"}, expect = ACCEPTABLE,
            desc = "what was written is there, and the claim waited for the pin or not")
    @Outcome(expect = FORBIDDEN, desc = "the write is lost, or the claim has what was pinned")
    @State
    public static class ClaimAgainstPin extends Lent {
        @Actor
        public void write() {
            write(block, PINNED);
        }

        @Actor
        public void claim(LLL_Result result) {
            result.r2 = claim();
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r1 = read();
            result.r3 = whole();
        }
    }

    /** Race 16: a block is pinned for long, which moves it out, while its memory is claimed. */
    @JCStressTest
    @Outcome(id = {"pinned 1, claimed, whole", "pinned 1, refused, whole", "refused 1, claimed, whole",
        "refused 1, refused, whole"}, expect = ACCEPTABLE, desc = "the block is outside before it is pinned")
    @Outcome(expect = FORBIDDEN, desc = "the claim has what was pinned, or memory is lost")
    @State
    public static class ClaimAgainstLongPin extends Lent {
        @Actor
        public void pin(LLL_Result result) {
            try (LongPin pin = block.pinLong()) {
                long offset = pin.address() - small.pool.baseAddress();
                result.r1 = "pinned " + small.pool.memory().get(JAVA_INT, offset);
            } catch (IllegalStateException refusal) {
                result.r1 = "refused " + BEFORE;
            }
        }

        @Actor
        public void claim(LLL_Result result) {
            result.r2 = claim();
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = read() == BEFORE ? whole() : "bytes lost";
        }
    }

    /** Race 25: a block is read without a pin while its memory is claimed, and written over. */
    @JCStressTest
    @Outcome(id = {"1, claimed, whole", "1, refused, whole"}, expect = ACCEPTABLE,
            desc = "what was read is the block's")
    @Outcome(expect = FORBIDDEN, desc = "it is another's")
    @State
    public static class ClaimAgainstRead extends Lent {
        @Actor
        public void read(LLL_Result result) {
            result.r1 = block.readOptimistically(bytes -> bytes.get(JAVA_INT, 0));
        }

        @Actor
        public void claim(LLL_Result result) {
            result.r2 = claim();
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = read() == BEFORE ? whole() : "bytes lost";
        }
    }
}
