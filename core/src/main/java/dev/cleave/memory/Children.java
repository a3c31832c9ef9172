package dev.cleave.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The children of a pool by their ids, and whose block is whose. They are made and ended under the
 * pool's lock; any thread may ask. An id is given anew when its child is closed and nothing of it
 * is held any more.
 */
final class Children {
    private final String pool;
    private final int unitShift;
    private final BlockOwners owners;

    /**
     * By id; nobody has 0. Replaced whole, under the pool's lock, before a block is charged to a
     * new child.
     */
    private volatile @Nullable Child[] byId = {null};

    /** @param units those of the pool */
    Children(Units units) {
        pool = units.name();
        unitShift = units.shift();
        owners = new BlockOwners(units.count());
    }

    /** A child, as its pool knows it. */
    record Child(ChildAccount account, BlockCounters counters, FailureCount failures, SpareLeases spares,
            SpareBlocks spareBlocks) {
        /** What it holds. */
        ChildUsage usage(int unitShift) {
            long waiting = spares.waiting() << unitShift;
            long capFailures = account.capRefusals();
            return new ChildUsage(account.name(), account.cap(), Math.max(0, account.heldBytes() - waiting),
                    account.peakBytes(), counters.handedOut(), counters.takenBack(), capFailures,
                    Math.max(0, failures.sum() - capFailures), account.isClosed());
        }

        /** Bytes of metadata. */
        long byteSize() {
            return account.byteSize() + counters.byteSize() + spares.byteSize();
        }
    }

    // ------------------------------------------------------------------------------------------------- come and go

    /**
     * An account for a new child, which becomes one by {@link #join}.
     *
     * @throws IllegalArgumentException where the name is empty or a living child's, or the cap is
     *     less than 1
     * @throws IllegalStateException where there are as many as there can be
     */
    ChildAccount account(String name, long capBytes, @Nullable ChildRules rules) {
        requireName(Objects.requireNonNull(name, "name"));
        requireCap(name, capBytes);
        return new ChildAccount(freeId(), pool, name, capBytes, unitShift, rules);
    }

    /** @throws IllegalArgumentException where a cap is less than 1 */
    void requireCap(String name, long capBytes) {
        if (capBytes < 1) {
            throw new IllegalArgumentException("a cap of " + capBytes + " bytes for child " + name + " of pool " + pool
                    + ": it must be 1 to " + Long.MAX_VALUE);
        }
    }

    private void requireName(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "a child of pool " + pool + " without a name: reports tell it by its name");
        }
        for (Child child : byId) {
            if (child != null && !child.account.isClosed() && child.account.name().equals(name)) {
                throw new IllegalArgumentException("pool " + pool + " has an open child " + name
                        + ": close it before, or choose another name");
            }
        }
    }

    private int freeId() {
        @Nullable Child[] all = byId;
        for (int id = 1; id < all.length; id++) {
            if (isFree(all[id])) {
                return id;
            }
        }
        if (all.length > BlockOwners.MOST) {
            throw new IllegalStateException("pool " + pool + " has " + BlockOwners.MOST
                    + " children that are open or hold blocks, the most that there can be: close some");
        }
        return all.length;
    }

    private static boolean isFree(@Nullable Child child) {
        return child == null || child.account.isOver();
    }

    /** From now on blocks may be charged to this child. */
    void join(Child child) {
        int id = child.account.id();
        owners.open();
        @Nullable Child[] all = byId;
        @Nullable Child[] more = Arrays.copyOf(all, Math.max(all.length, id + 1));
        more[id] = child;
        byId = more;
    }

    /** This child is closed, and holds nothing. */
    void leave(Child child) {
        if (child.account.isOver()) {
            byId[child.account.id()] = null;
        }
    }

    // --------------------------------------------------------------------------------------------------------- blocks

    /** Which child took which block. */
    BlockOwners owners() {
        return owners;
    }

    /** The child of an id, which holds blocks. */
    Child of(int id) {
        return Objects.requireNonNull(byId[id], "child");
    }

    /**
     * The name of the child that took the block which begins at a unit; empty where the pool itself
     * did.
     */
    String nameOf(long offset) {
        int owner = owners.of(offset);
        Child child = owner == BlockOwners.POOL ? null : byId[owner];
        return child == null ? "" : child.account.name();
    }

    // --------------------------------------------------------------------------------------------------------- figures

    /** Those that are open or hold blocks, in the order of their ids. */
    List<ChildUsage> usage() {
        List<ChildUsage> usage = new ArrayList<>();
        for (Child child : byId) {
            if (child != null && !child.account.isOver()) {
                usage.add(child.usage(unitShift));
            }
        }
        return usage;
    }

    /** Bytes of metadata. */
    long byteSize() {
        long bytes = owners.byteSize();
        for (Child child : byId) {
            bytes += child == null ? 0 : child.byteSize();
        }
        return bytes;
    }
}
