package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ChildAccountTest {
    private static final int UNIT_SHIFT = 12;

    private static ChildAccount ofUnits(long units) {
        return new ChildAccount(1, "main", "netty", units << UNIT_SHIFT, UNIT_SHIFT, null);
    }

    @Test
    void chargesUpToItsCapAndNoFurther() {
        ChildAccount account = ofUnits(10);
        assertThat(account.charge(7)).isTrue();
        assertThat(account.charge(4)).isFalse();
        assertThat(account.heldBytes()).as("a refused charge changes nothing").isEqualTo(7 << UNIT_SHIFT);
        assertThat(account.charge(3)).isTrue();
        assertThat(account.charge(1)).isFalse();
        account.credit(10);
        assertThat(account.heldBytes()).isZero();
        assertThat(account.peakBytes()).isEqualTo(10 << UNIT_SHIFT);
    }

    @Test
    void neitherTheLargestCapNorTheLargestRequestOverflows() {
        ChildAccount boundless = new ChildAccount(1, "main", "all", Long.MAX_VALUE, 0, null);
        assertThat(boundless.charge(5)).isTrue();
        assertThat(boundless.charge(Long.MAX_VALUE)).isFalse();
        assertThat(boundless.charge(Long.MAX_VALUE - 4)).isFalse();
        assertThat(boundless.charge(Long.MAX_VALUE - 5)).isTrue();
        assertThat(boundless.heldUnits()).isEqualTo(Long.MAX_VALUE);
        assertThat(boundless.charge(1)).isFalse();
    }

    @Test
    void aCapBelowAUnitHoldsNothing() {
        ChildAccount small = new ChildAccount(1, "main", "small", 4095, UNIT_SHIFT, null);
        assertThat(small.cap()).isEqualTo(4095);
        assertThat(small.charge(1)).isFalse();
        assertThat(small.peakBytes()).isZero();
    }

    @Test
    void isClosedOnlyWhileItHoldsNothing() {
        ChildAccount account = ofUnits(10);
        account.charge(1);
        assertThat(account.close()).isFalse();
        account.credit(1);
        assertThat(account.close()).isTrue();
        assertThat(account.close()).as("twice").isTrue();
        assertThat(account.isOver()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> account.charge(1)).withMessage("pool main/netty is closed");
    }

    @Test
    void whatWasAbandonedIsCreditedYet() {
        ChildAccount account = ofUnits(10);
        account.charge(3);
        account.abandon();
        assertThat(account.isClosed()).isTrue();
        assertThat(account.isOver()).isFalse();
        assertThat(account.heldUnits()).isEqualTo(3);
        account.credit(3);
        assertThat(account.isOver()).isTrue();
    }

    @Test
    void threadsThatChargeAtOnceNeverExceedTheCap() throws Exception {
        ChildAccount account = ofUnits(50);
        AtomicLong most = new AtomicLong();
        AtomicLong mine = new AtomicLong();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 50_000; i++) {
                        long units = ThreadLocalRandom.current().nextLong(1, 30);
                        if (account.charge(units)) {
                            most.accumulateAndGet(mine.addAndGet(units), Math::max);
                            mine.addAndGet(-units);
                            account.credit(units);
                        }
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        assertThat(most.get()).isPositive().isLessThanOrEqualTo(50);
        assertThat(account.heldUnits()).isZero();
        assertThat(account.peakBytes()).isBetween(most.get() << UNIT_SHIFT, 50L << UNIT_SHIFT);
    }

    @Test
    void aCapIsLoweredOnlyToWhatIsHeld() {
        ChildAccount account = ofUnits(10);
        account.charge(6);
        assertThat(account.changeCap(5 << UNIT_SHIFT)).isFalse();
        assertThat(account.capUnits()).as("a refused change changes nothing").isEqualTo(10);
        assertThat(account.changeCap(6 << UNIT_SHIFT)).isTrue();
        assertThat(account.charge(1)).isFalse();
        assertThat(account.changeCap(7 << UNIT_SHIFT)).isTrue();
        assertThat(account.charge(1)).isTrue();
    }

    /** Race 22. */
    @Test
    void noMoreIsHeldThanALoweredCapAllows() throws Exception {
        ChildAccount account = ofUnits(8);
        AtomicLong holding = new AtomicLong();
        AtomicLong over = new AtomicLong();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                all.add(threads.submit(() -> {
                    for (int round = 0; round < 50_000; round++) {
                        if (account.charge(4)) {
                            holding.addAndGet(4);
                            holding.addAndGet(-4);
                            account.credit(4);
                        }
                    }
                }));
            }
            all.add(threads.submit(() -> {
                for (int round = 0; round < 50_000; round++) {
                    if (account.changeCap(4 << UNIT_SHIFT)) {
                        over.addAndGet(holding.get() > 4 ? 1 : 0);
                        account.changeCap(8 << UNIT_SHIFT);
                    }
                }
            }));
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(over).hasValue(0);
        assertThat(account.heldUnits()).isZero();
        assertThat(account.capUnits()).isEqualTo(8);
    }
}
