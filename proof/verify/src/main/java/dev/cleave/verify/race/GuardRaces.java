package dev.cleave.verify.race;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.cleave.guard.AdmissionTimeoutException;
import dev.cleave.guard.TenantLimits;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** The races of {@code dev.cleave.guard}, by their numbers. */
public final class GuardRaces {
    private static final long UNIT = SmallGuard.UNIT;
    private static final long PAGEBLOCK = SmallGuard.PAGEBLOCK;
    private static final TenantLimits ONE = TenantLimits.share(PAGEBLOCK);

    /** One of its own, and one more that it borrows. */
    private static final TenantLimits ONE_OF_TWO = ONE.most(2 * PAGEBLOCK);

    private GuardRaces() {}

    private static String served(long address) {
        return address == 0 ? "refused" : "served";
    }

    /** Race 1: two threads of a tenant come into its only pageblock first. */
    @JCStressTest
    @Outcome(id = "served, served, true whole", expect = ACCEPTABLE, desc = "both have a place, in one pageblock")
    @Outcome(expect = FORBIDDEN, desc = "one is refused, or a pageblock is counted twice, or for ever")
    @State
    public static class FirstIntoAPageblock {
        private final SmallGuard small = SmallGuard.lent(2, ONE, ONE);
        private long one;
        private long other;

        @Actor
        public void one() {
            one = small.allocate(0, UNIT);
        }

        @Actor
        public void other() {
            other = small.allocate(0, UNIT);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r1 = served(one);
            result.r2 = served(other);
            result.r3 = small.settled(one, other);
        }
    }

    /**
     * Race 2: a tenant's last block is freed and it takes the next, while another wants a whole
     * pageblock.
     */
    @JCStressTest
    @Outcome(id = "served, served, true whole", expect = ACCEPTABLE,
            desc = "each has its share, whatever the other does")
    @Outcome(expect = FORBIDDEN, desc = "one is refused what is its own, or has more")
    @State
    public static class LastBlockAgainstAWholePageblock {
        private final SmallGuard small = SmallGuard.lent(2, ONE, ONE);
        private final long first = small.allocate(0, UNIT);
        private long again;
        private long whole;

        @Actor
        public void freeAndTake() {
            small.free(first);
            again = small.allocate(0, 2 * UNIT);
        }

        @Actor
        public void takeWhole() {
            whole = small.allocate(1, PAGEBLOCK);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r1 = served(again);
            result.r2 = served(whole);
            result.r3 = small.settled(again, whole);
        }
    }

    /** Race 3: a pageblock is lent while its lender takes it. */
    @JCStressTest
    @Outcome(id = {"served, refused, true whole", "refused, served, true whole"}, expect = ACCEPTABLE,
            desc = "the lender has it, or the borrower")
    @Outcome(id = "refused, refused, true whole", expect = ACCEPTABLE,
            desc = "the lender met the limit as it was lowered, the borrower the lender's count")
    @Outcome(expect = FORBIDDEN, desc = "both have it, or it is lost")
    @State
    public static class LentAgainstTaken {
        private final SmallGuard small = SmallGuard.lent(2, ONE.strays(0).blocks(9), ONE_OF_TWO.blocks(9));
        private final long held;
        private long lenders;
        private long borrowers;

        public LentAgainstTaken() {
            held = small.allocate(1, PAGEBLOCK);
            small.lend();
        }

        @Actor
        public void lender() {
            lenders = small.allocate(0, PAGEBLOCK);
        }

        @Actor
        public void borrower() {
            borrowers = small.allocate(1, PAGEBLOCK);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r1 = served(lenders);
            result.r2 = served(borrowers);
            result.r3 = small.settled(held, lenders, borrowers);
        }
    }

    /** Race 4: a block is freed between a request's failure and its waiting. */
    @JCStressTest
    @Outcome(id = "served, freed, true whole", expect = ACCEPTABLE, desc = "the request is tried again")
    @Outcome(expect = FORBIDDEN, desc = "it waits for ever, or too long")
    @State
    public static class FreedBeforeItWaits {
        private final SmallGuard small = SmallGuard.lent(1, ONE);
        private final long held = small.allocate(0, PAGEBLOCK);
        private long waited;

        @Actor
        public void ask() {
            try {
                waited = small.tenant(0).allocateAddress(UNIT, Duration.ofSeconds(20));
            } catch (AdmissionTimeoutException tooLate) {
                waited = 0;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Actor
        public void free() {
            small.free(held);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r1 = served(waited);
            result.r2 = "freed";
            result.r3 = small.settled(waited);
        }
    }

    /** Race 5: two tenants want what a third has borrowed, and does not use. */
    @JCStressTest
    @Outcome(id = "served, served, true whole", expect = ACCEPTABLE, desc = "each gets one of both")
    @Outcome(expect = FORBIDDEN, desc = "one is refused though there are two, or something is lost")
    @State
    public static class TwoReclaimOfOne {
        private final SmallGuard small =
                SmallGuard.lent(5, ONE.most(3 * PAGEBLOCK), ONE_OF_TWO, ONE_OF_TWO.blocks(9));
        private final long second;
        private final long third;
        private long one;
        private long other;

        public TwoReclaimOfOne() {
            second = small.allocate(1, PAGEBLOCK);
            third = small.allocate(2, PAGEBLOCK);
            small.free(small.allocate(0, 3 * PAGEBLOCK));
        }

        @Actor
        public void one() {
            one = small.allocate(1, PAGEBLOCK);
        }

        @Actor
        public void other() {
            other = small.allocate(2, PAGEBLOCK);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r1 = served(one);
            result.r2 = served(other);
            result.r3 = small.settled(second, third, one, other);
        }
    }

    /** Race 6: a full pageblock is looked through in vain while a unit of it is freed. */
    @JCStressTest
    @Outcome(id = {"served, refused, true whole", "refused, served, true whole"}, expect = ACCEPTABLE,
            desc = "the unit is found, by the request that met the free, or by the next one")
    @Outcome(expect = FORBIDDEN, desc = "a unit is had twice, or by nobody")
    @State
    public static class RoomAsItIsWrittenOff {
        private final SmallGuard small = SmallGuard.lent(2, ONE, ONE.blocks(9));
        private final long[] held = new long[4];
        private long met;

        public RoomAsItIsWrittenOff() {
            for (int each = 0; each < held.length; each++) {
                held[each] = small.allocate(0, UNIT);
            }
        }

        @Actor
        public void free() {
            small.free(held[0]);
        }

        @Actor
        public void ask() {
            met = small.allocate(0, UNIT);
        }

        @Arbiter
        public void after(LLL_Result result) {
            long next = small.allocate(0, UNIT);
            result.r1 = served(met);
            result.r2 = served(next);
            result.r3 = small.settled(held[1], held[2], held[3], met, next);
        }
    }

    /** Memory's race of spare blocks: one that waits is taken while all of them are drained. */
    @JCStressTest
    @Outcome(id = "served, refused, true whole", expect = ACCEPTABLE, desc = "the small request was first")
    @Outcome(id = "refused, served, true whole", expect = ACCEPTABLE, desc = "the large one was first")
    @Outcome(expect = FORBIDDEN, desc = "the block is had twice, or lost")
    @State
    public static class SpareAgainstDrain {
        private final SmallGuard small = SmallGuard.lent(1, ONE.blocks(9));
        private long spare;
        private long all;

        public SpareAgainstDrain() {
            small.free(small.allocate(0, UNIT));
        }

        @Actor
        public void take() {
            spare = small.allocate(0, UNIT);
        }

        @Actor
        public void drain() {
            all = small.allocate(0, PAGEBLOCK);
        }

        @Arbiter
        public void after(LLL_Result result) {
            boolean apart = spare == 0 || all == 0;
            result.r1 = served(spare);
            result.r2 = served(all);
            result.r3 = (apart ? "" : "overlapping, ") + small.settled(spare, all);
        }
    }
}
