package dev.cleave.page;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What happened: purges, moves, refused requests, and requests that came under pressure with what
 * there was. The last {@value #MOST} are kept. Any thread may call anything.
 */
final class EventLog {
    /** The most that are kept. */
    static final int MOST = 2_000;

    private final ArrayDeque<Map<String, Object>> events = new ArrayDeque<>();
    private long count;

    /** Something happened, at a time in milliseconds since 1970. */
    synchronized void add(long at, String kind, String text, long bytes) {
        if (events.size() == MOST) {
            events.removeFirst();
        }
        events.addLast(Json.object("number", ++count, "at", at, "kind", kind, "text", text, "bytes", bytes));
    }

    /** Notes what changed from one look to the next; answers whether something did. */
    boolean compare(Look before, Look after) {
        long purged = after.purgedBytes() - before.purgedBytes();
        if (purged > 0) {
            add(after.at(), "purge", "given back to the system", purged);
        }
        long moved = after.movedBlocks() - before.movedBlocks();
        if (moved > 0) {
            add(after.at(), "compaction", moved + " blocks were moved", after.movedBytes() - before.movedBytes());
        }
        long failed = after.failures() - before.failures();
        if (failed > 0) {
            add(after.at(), "failure", failed + (failed == 1 ? " request was" : " requests were") + " refused; "
                    + after.usage().freeBytes() + " bytes free, the largest block "
                    + after.usage().largestFreeBlockBytes(), 0);
        }
        return purged > 0 || moved > 0 || failed > 0;
    }

    /** The last so many, the newest first. */
    synchronized List<Map<String, Object>> last(int limit) {
        List<Map<String, Object>> last = new ArrayList<>(events.reversed());
        return last.subList(0, Math.min(limit, last.size()));
    }
}
