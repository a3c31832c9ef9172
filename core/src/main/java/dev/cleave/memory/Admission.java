package dev.cleave.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * What a child's request does before it looks for a block: its units are charged to the child's
 * account. At the cap it drains the child's own spares, asks the child's own pressure listeners,
 * and reports. Each step is taken once, so it ends. Whoever is admitted and finds no block
 * withdraws.
 */
final class Admission {
    /**
     * What a search answers that was not admitted; less than 0, as {@link
     * dev.cleave.buddy.BuddySpace#NO_BLOCK} is.
     */
    static final long OVER_CAP = -2;

    private final Units units;
    private final ChildAccount account;
    private final SpareLeases spares;
    private final Relief relief;
    private final FailureCount failures;
    private final Report report;

    /** Says why a request is not admitted. */
    @FunctionalInterface
    interface Report {
        PoolExhaustedException of(long byteSize);
    }

    /** @param relief whom the child asks at its cap */
    Admission(
            Units units,
            ChildAccount account,
            SpareLeases spares,
            Relief relief,
            FailureCount failures,
            Report report) {
        this.units = units;
        this.account = account;
        this.spares = spares;
        this.relief = relief;
        this.failures = failures;
        this.report = report;
    }

    /**
     * Admits a request.
     *
     * @throws PoolExhaustedException where it is over the cap, with what the listeners threw
     *     suppressed in it
     * @throws IllegalStateException where the child is closed
     */
    void demand(long byteSize, long count) {
        if (charge(count)) {
            return;
        }
        List<RuntimeException> thrown = new ArrayList<>();
        if (ask(count, thrown)) {
            logged(count, thrown);
            return;
        }
        recordRefusal(byteSize);
        PoolExhaustedException exhausted = report.of(byteSize);
        thrown.forEach(exhausted::addSuppressed);
        throw exhausted;
    }

    /** Admits a request, or answers that it is over the cap even after the listeners were asked. */
    boolean attempt(long byteSize, long count) {
        if (charge(count)) {
            return true;
        }
        List<RuntimeException> thrown = new ArrayList<>();
        boolean admitted = ask(count, thrown);
        if (!admitted) {
            recordRefusal(byteSize);
        }
        logged(admitted ? count : 0, thrown);
        return admitted;
    }

    /** As {@link #attempt}, but asks no listener and counts nothing. */
    boolean attemptQuietly(long count) {
        return charge(count) || drainAndCharge(count);
    }

    /** Counts a request that is refused for the cap. */
    void refused() {
        account.refused();
        failures.count();
    }

    /** Takes back what was charged for a request that found no block. */
    void withdraw(long count) {
        account.creditBlock(count);
    }

    private boolean drainAndCharge(long count) {
        if (count > account.capUnits()) {
            return false;
        }
        spares.drain();
        return charge(count);
    }

    /** As the child's rules admit it, and its cap. */
    private boolean charge(long count) {
        ChildRules rules = account.rules();
        if (rules == null) {
            return account.charge(count);
        }
        if (!rules.admits(count)) {
            return false;
        }
        boolean charged = false;
        try {
            charged = account.charge(count);
        } finally {
            if (!charged) {
                rules.ended();
            }
        }
        return charged;
    }

    private boolean ask(long count, List<RuntimeException> thrown) {
        if (count > account.capUnits()) {
            return false;
        }
        return drainAndCharge(count) || !relief.isEmpty()
                && relief.askUntil(() -> charge(count) ? 0 : -1, units.bytes(count), thrown) >= 0;
    }

    /** What the listeners threw is logged; where that fails nothing stays charged. */
    private void logged(long charged, List<RuntimeException> thrown) {
        boolean told = false;
        try {
            relief.log(thrown);
            told = true;
        } finally {
            if (!told && charged > 0) {
                account.creditBlock(charged);
            }
        }
    }

    private void recordRefusal(long byteSize) {
        refused();
        if (AllocationFailureEvent.isOn()) {
            AllocationFailureEvent.emit(units.name(), byteSize,
                    Math.max(0, units.bytes(account.capUnits() - account.heldUnits())));
        }
    }
}
