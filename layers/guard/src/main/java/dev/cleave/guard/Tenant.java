package dev.cleave.guard;

import dev.cleave.memory.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A part of a guarded pool: a {@link Pool} of its own, for heaps, arenas and adapters, within
 * {@link TenantLimits}. Made by {@link Guard#tenant}. Any thread may call anything.
 *
 * <p>A tenant's blocks lie in pageblocks that it has alone, as many as its share has, and with what
 * it borrows. So whatever one tenant does, another finds each pageblock of its share whole that its
 * own blocks do not lie in.
 */
public final class Tenant implements AutoCloseable {
    /** What a rate does not allow now it allows later, without anything being freed. */
    private static final long RATE_RETRY_NANOS = 5_000_000;

    private final Guard guard;
    private final TenantLimits limits;
    private final OwnPageblocks own;
    private final TenantRules rules;
    private final Pool pool;
    private final Account account;
    private final String name;
    private final List<Reclaimer> reclaimers = new CopyOnWriteArrayList<>();

    Tenant(Guard guard, String name, TenantLimits limits, OwnPageblocks own, @Nullable TokenBucket bucket) {
        this.guard = guard;
        this.name = name;
        this.limits = limits;
        this.own = own;
        Pool parent = guard.pool();
        rules = new TenantRules(guard.grid(), own, limits, bucket, Long.numberOfTrailingZeros(parent.unit()),
                this::heldBytes, guard.queue()::freed, parent.space()::flush);
        pool = parent.child(name, limits.shareBytes(), rules);
        boolean made = false;
        try {
            account = new Account(name, new Allowance(pool, own, guard.pageblockBytes(), limits.mostBytes()),
                    this::askToGiveBack);
            pool.addPressureListener((unused, byteSize) -> wantMore(byteSize));
            made = true;
        } finally {
            if (!made) {
                pool.close();
            }
        }
    }

    /** What reports call it. */
    public String name() {
        return name;
    }

    /** What it may have. */
    public TenantLimits limits() {
        return limits;
    }

    /**
     * The tenant's blocks. What exceeds a limit is refused as what exceeds a child's cap is, with
     * the reason in the message; so is what would spoil one pageblock too many.
     */
    public Pool pool() {
        return pool;
    }

    Account account() {
        return account;
    }

    /** How much of its share it holds. */
    double fullness() {
        return (double) heldBytes() / limits.shareBytes();
    }

    private long heldBytes() {
        return pool.usedBytes();
    }

    /** Bytes of a pageblock's units that are the tenant's. */
    long bytesIn(int pageblock) {
        return (long) own.units(pageblock) * guard.pool().unit();
    }

    // ------------------------------------------------------------------------------------------------------------- wait

    /**
     * The address of a block, which is waited for where the tenant's limits or the pool do not
     * allow it now. Of requests that wait, that of the tenant comes first which holds least of its
     * share.
     *
     * @param deadline how long it may wait, 0 or more
     * @throws IllegalArgumentException where the size is less than 1, or the deadline negative
     * @throws AdmissionTimeoutException where the deadline passed; nothing is held
     * @throws InterruptedException where the thread is interrupted as it waits; nothing is held
     */
    public long allocateAddress(long byteSize, Duration deadline) throws InterruptedException {
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("a deadline of " + deadline + ": it must be 0 or more");
        }
        long address = guard.queue().waiting() == 0 ? pool.tryAllocateAddress(byteSize) : 0;
        if (address == 0) {
            address = guard.queue().await(this, () -> pool.tryAllocateAddress(byteSize), deadline,
                    limits.limitsRate() ? RATE_RETRY_NANOS : Long.MAX_VALUE);
        }
        if (address == 0) {
            String refusal = rules.refusal();
            throw new AdmissionTimeoutException("tenant " + name + " waited " + deadline + " for " + byteSize
                    + " bytes in vain: it holds " + heldBytes() + " of " + pool.cap()
                    + (refusal.isEmpty() ? "" : "; " + refusal));
        }
        return address;
    }

    // ---------------------------------------------------------------------------------------------------- borrow and lend

    /** It needs more than it may have: for a pressure listener. */
    private void wantMore(long byteSize) {
        boolean byPageblocks = rules.wantsPageblocks();
        long over = heldBytes() + byteSize - pool.cap();
        if (over > 0 || byPageblocks) {
            long pageblockBytes = guard.pageblockBytes();
            long wanted = (Math.max(over, byPageblocks ? byteSize : 0) + pageblockBytes - 1) / pageblockBytes;
            guard.loans().want(account, wanted);
        }
    }

    /**
     * Agrees that another tenant uses what this one does not, in whole pageblocks. When this one
     * wants it back, the other gives back what it does not use, and is asked for the rest: see
     * {@link #onReclaim}. What it keeps nevertheless is not there.
     *
     * @throws IllegalArgumentException where the other belongs to another guard, or lends to this
     *     one, by whatever way
     */
    public void lendTo(Tenant borrower) {
        if (!borrower.guard.equals(guard)) {
            throw new IllegalArgumentException("tenant " + borrower.name + " belongs to another guard than " + name);
        }
        guard.loans().agree(account, borrower.account);
    }

    /** Asks this reclaimer when the tenant is to give back what it borrowed, after those before. */
    public void onReclaim(Reclaimer reclaimer) {
        reclaimers.add(Objects.requireNonNull(reclaimer, "reclaimer"));
    }

    private void askToGiveBack(long byteSize) {
        for (Reclaimer each : reclaimers) {
            each.giveBack(this, byteSize);
        }
    }

    // ---------------------------------------------------------------------------------------------------------- figures

    /** What it has, and what was refused to it. Cost: little. */
    public TenantUsage usage() {
        long held = heldBytes();
        long pageblocks = own.used();
        long needed = (held + guard.pageblockBytes() - 1) / guard.pageblockBytes();
        return new TenantUsage(name, held, pool.cap(), pageblocks, own.held().limit(), own.strays().get(),
                Math.max(0, pageblocks - needed), account.allowance().borrowed(), account.allowance().lent(),
                rules.refusedByBlocks(),
                rules.refusedByRate(), rules.refusedByPageblocks());
    }

    /**
     * Blocks of fewer bytes than this are looked for in the tenant's own pageblocks first: 0 where
     * it does no damage, a pageblock where it does much.
     */
    public long confinedBytes() {
        return rules.confinedUnits() * guard.pool().unit();
    }

    /**
     * Ends the tenant; its share is nobody's again.
     *
     * @throws IllegalStateException where it holds blocks, or others use what it lent; it stays
     *     open
     */
    @Override
    public void close() {
        guard.close(this);
    }
}
