package dev.cleave.tiers.durable;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which commits go into the log together, and when: those that wait, the first come first. Nothing
 * waits for a time. A commit that is alone goes at once. Beside a group that is on its way another
 * one goes when it has its share of all commits that there are; so the threads of one group get
 * ready while the disk is busy with the other.
 *
 * <p>Any thread may call at any time; each call takes as long as the group that it forms.
 */
final class Departures {
    /** Groups on their way at once. A disk takes two syncs in little more than the time of one. */
    static final int MOST_GROUPS = 2;

    private final Deque<Commit> waiting = new ArrayDeque<>();
    private int groups;
    private int underWay;

    /** Lets a commit wait. */
    synchronized void join(Commit commit) {
        waiting.addLast(commit);
    }

    /**
     * Those that go now, on the calling thread; none where none should. They must {@link #arrive}.
     */
    synchronized List<Commit> depart() {
        if (!mayDepart()) {
            return List.of();
        }
        int count = Math.min(share(), waiting.size());
        List<Commit> group = Arrays.asList(new Commit[count]); // none leaves before there is room for all
        for (int each = 0; each < count; each++) {
            Commit unused = group.set(each, waiting.removeFirst());
        }
        groups++;
        underWay += count;
        return group;
    }

    private boolean mayDepart() {
        return !waiting.isEmpty() && groups < MOST_GROUPS && (groups == 0 || waiting.size() >= share());
    }

    /**
     * What a group should have, so that all groups have as many: never none where anything waits.
     */
    private int share() {
        return (underWay + waiting.size() + MOST_GROUPS - 1) / MOST_GROUPS;
    }

    /** A commit does not wait any more; false where it has departed, or is over. */
    synchronized boolean leave(Commit commit) {
        return waiting.remove(commit);
    }

    /** Some that departed last wait again, before all others: all, or where this throws none. */
    synchronized void putBack(List<Commit> commits) {
        int back = 0;
        boolean all = false;
        try {
            for (; back < commits.size(); back++) {
                waiting.addFirst(commits.get(commits.size() - 1 - back));
            }
            all = true;
        } finally {
            for (; !all && back > 0; back--) {
                Commit unused = waiting.removeFirst();
            }
        }
        underWay -= commits.size();
    }

    /**
     * A group of so many is over.
     *
     * @return whoever is to be woken, as it may {@link #depart} now
     */
    synchronized @Nullable Thread arrive(int commits) {
        groups--;
        underWay -= commits;
        return next();
    }

    /** Whoever is to be woken, as it may {@link #depart} now, if anybody is. */
    synchronized @Nullable Thread next() {
        return mayDepart() ? waiting.getFirst().waiter() : null;
    }

    /** Commits that wait. */
    synchronized int waiting() {
        return waiting.size();
    }
}
