package dev.cleave.guard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has how many pageblocks of whom. A tenant that needs more than its share borrows from what is
 * nobody's share, and from tenants that agreed to lend. What is nobody's is divided by max-min
 * fairness: whoever has less than is due to it gets it from whoever has most beyond. What was lent
 * comes back when the lender wants it, and the borrower does without or gives it up.
 *
 * <p>Books are kept under the monitor; callbacks are made outside of it.
 */
final class Loans {
    /** Whoever asks has this many others give something back, one after the other. */
    private static final int MOST_ASKED = 8;

    private final long pageblockBytes;

    /** Pageblocks that are in nobody's share, and those of them that nobody has borrowed. */
    private long common;
    private long unlent;

    /** What each tenant has borrowed: of whom, how many; of null, of what is nobody's. */
    private final Map<Account, Map<@Nullable Account, Long>> books = new HashMap<>();

    /** Whom each tenant lends to. */
    private final Map<Account, List<Account>> agreements = new HashMap<>();

    Loans(long pageblocks, long pageblockBytes) {
        common = pageblocks;
        unlent = pageblocks;
        this.pageblockBytes = pageblockBytes;
    }

    // ------------------------------------------------------------------------------------------------------- come and go

    /**
     * Takes a new tenant's share, and its strays, out of what is nobody's.
     *
     * @throws IllegalArgumentException where that is not as much; nothing is changed
     */
    void open(String name, long pageblocks) {
        List<Account> borrowers;
        synchronized (this) {
            if (pageblocks > common) {
                throw new IllegalArgumentException("a share of " + pageblocks + " pageblocks of " + pageblockBytes
                        + " bytes for tenant " + name + ": " + common + " are in nobody's share");
            }
            borrowers = List.copyOf(books.keySet());
        }
        for (Account borrower : borrowers) {
            settleIdle(borrower, null, pageblocks);
        }
        synchronized (this) {
            if (pageblocks > unlent) {
                throw new IllegalArgumentException("a share of " + pageblocks + " pageblocks for tenant " + name
                        + ": of those in nobody's share " + (common - unlent) + " are borrowed and used: try again when"
                        + " they are given back");
            }
            common -= pageblocks;
            unlent -= pageblocks;
        }
    }

    /** A share is nobody's again. */
    synchronized void close(long pageblocks) {
        common += pageblocks;
        unlent += pageblocks;
    }

    /**
     * Gives back all that a tenant has borrowed, and calls in what it lent.
     *
     * @throws IllegalStateException where either is in use; what came back stays so
     */
    void settle(Account tenant) {
        recall(tenant, Long.MAX_VALUE);
        synchronized (this) {
            if (tenant.allowance().lent() > 0) {
                throw new IllegalStateException("tenant " + tenant.name() + " has lent " + tenant.allowance().lent()
                        + " pageblocks that their borrowers use: close it when they are given back");
            }
        }
        for (@Nullable Account lender : lendersOf(tenant)) {
            settleIdle(tenant, lender, Long.MAX_VALUE);
        }
        synchronized (this) {
            if (tenant.allowance().borrowed() > 0) {
                throw new IllegalStateException("tenant " + tenant.name() + " uses " + tenant.allowance().borrowed()
                        + " pageblocks that it has borrowed: free its blocks before it is closed");
            }
        }
    }

    /** A tenant is closed: it neither lends nor borrows any more. */
    synchronized void forget(Account tenant, long share) {
        books.remove(tenant);
        agreements.remove(tenant);
        agreements.values().forEach(borrowers -> borrowers.remove(tenant));
        close(share);
    }

    /**
     * From now on one may borrow from the other.
     *
     * @throws IllegalArgumentException where the lender would borrow from itself, by whatever way
     */
    synchronized void agree(Account lender, Account borrower) {
        if (reaches(borrower, lender)) {
            throw new IllegalArgumentException("tenant " + lender.name() + " cannot lend to " + borrower.name()
                    + ", which lends to it, or to one that does: nobody would know whose the memory is");
        }
        agreements.computeIfAbsent(lender, none -> new ArrayList<>()).add(borrower);
    }

    private boolean reaches(Account from, Account to) {
        if (from.equals(to)) {
            return true;
        }
        for (Account next : agreements.getOrDefault(from, List.of())) {
            if (reaches(next, to)) {
                return true;
            }
        }
        return false;
    }

    // ------------------------------------------------------------------------------------------------------------ borrow

    /**
     * Gets so many pageblocks for a tenant, or as many as can be had: what it lent first, then what
     * nobody has, what others lend, and what others have beyond their due.
     */
    void want(Account tenant, long pageblocks) {
        long left = pageblocks - recall(tenant, pageblocks);
        left -= borrow(tenant, left);
        for (int each = 0; each < MOST_ASKED && left > 0 && mayHaveMore(tenant); each++) {
            Account giver = richest(tenant, left);
            if (giver == null || giver.equals(tenant) || !giveBack(giver, null, left)) {
                return;
            }
            left -= borrow(tenant, left);
        }
    }

    private synchronized boolean mayHaveMore(Account tenant) {
        return tenant.allowance().mayHaveMore();
    }

    private synchronized long borrow(Account tenant, long pageblocks) {
        long got = 0;
        while (got < pageblocks && tenant.allowance().mayHaveMore() && borrowOne(tenant)) {
            got++;
        }
        return got;
    }

    private boolean borrowOne(Account tenant) {
        if (unlent > 0) {
            unlent--;
            enter(tenant, null);
            return true;
        }
        for (Map.Entry<Account, List<Account>> agreement : agreements.entrySet()) {
            if (agreement.getValue().contains(tenant) && agreement.getKey().allowance().fall(true)) {
                enter(tenant, agreement.getKey());
                return true;
            }
        }
        return false;
    }

    private void enter(Account borrower, @Nullable Account lender) {
        books.computeIfAbsent(borrower, none -> new HashMap<>()).merge(lender, 1L, Long::sum);
        borrower.allowance().rise(false);
    }

    // ----------------------------------------------------------------------------------------------------------- reclaim

    /** Calls in what a tenant lent; answers how many pageblocks came back. */
    private long recall(Account lender, long pageblocks) {
        long before = lentBy(lender);
        for (Account borrower : borrowersOf(lender)) {
            if (before - lentBy(lender) < pageblocks) {
                giveBack(borrower, lender, Math.min(pageblocks, before));
            }
        }
        return before - lentBy(lender);
    }

    private synchronized long lentBy(Account lender) {
        return lender.allowance().lent();
    }

    private synchronized List<Account> borrowersOf(Account lender) {
        return books.entrySet().stream().filter(book -> book.getValue().containsKey(lender)).map(Map.Entry::getKey)
                .toList();
    }

    private synchronized List<@Nullable Account> lendersOf(Account borrower) {
        return new ArrayList<>(books.getOrDefault(borrower, Collections.emptyMap()).keySet());
    }

    /**
     * A tenant gives borrowed pageblocks back, those that it does not use first; then it is asked to
     * free some. Answers whether any came back.
     */
    private boolean giveBack(Account borrower, @Nullable Account lender, long pageblocks) {
        long idle = settleIdle(borrower, lender, pageblocks);
        if (idle >= pageblocks) {
            return true;
        }
        borrower.askToGiveBack((pageblocks - idle) * pageblockBytes);
        return settleIdle(borrower, lender, pageblocks - idle) + idle > 0;
    }

    private synchronized long settleIdle(Account borrower, @Nullable Account lender, long most) {
        Map<@Nullable Account, Long> book = books.getOrDefault(borrower, Collections.emptyMap());
        long had = book.getOrDefault(lender, 0L);
        long back = 0;
        while (back < Math.min(most, had) && borrower.allowance().fall(false)) {
            back++;
            if (lender == null) {
                unlent++;
            } else {
                lender.allowance().rise(true);
            }
        }
        if (back > 0 && back == had) {
            book.remove(lender);
        } else if (back > 0) {
            book.put(lender, had - back);
        }
        return back;
    }

    /** Who has most beyond what is due to it, of what is nobody's share; null where nobody has. */
    private synchronized @Nullable Account richest(Account wanting, long pageblocks) {
        List<Account> all = new ArrayList<>(books.keySet());
        if (!all.contains(wanting)) {
            all.add(wanting);
        }
        long[] demands = new long[all.size()];
        for (int each = 0; each < demands.length; each++) {
            demands[each] = commonOf(all.get(each)) + (all.get(each).equals(wanting) ? pageblocks : 0);
        }
        long[] due = MaxMin.divide(common, demands);
        Account richest = null;
        long most = 0;
        for (int each = 0; each < demands.length; each++) {
            long beyond = commonOf(all.get(each)) - due[each];
            if (beyond > most) {
                most = beyond;
                richest = all.get(each);
            }
        }
        return richest;
    }

    private long commonOf(Account tenant) {
        return books.getOrDefault(tenant, Collections.emptyMap()).getOrDefault(null, 0L);
    }
}
