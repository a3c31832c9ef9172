package dev.cleave.guard;

import java.util.function.LongConsumer;

/** A tenant as {@link Loans} know it: what it may have, and how it is asked to give some back. */
final class Account {
    private final String name;
    private final Allowance allowance;
    private final LongConsumer giveBack;

    /** @param giveBack is told how many bytes are wanted; called without a lock */
    Account(String name, Allowance allowance, LongConsumer giveBack) {
        this.name = name;
        this.allowance = allowance;
        this.giveBack = giveBack;
    }

    String name() {
        return name;
    }

    Allowance allowance() {
        return allowance;
    }

    void askToGiveBack(long byteSize) {
        giveBack.accept(byteSize);
    }
}
