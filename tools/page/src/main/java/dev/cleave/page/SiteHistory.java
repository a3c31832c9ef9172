package dev.cleave.page;

import dev.cleave.memory.AllocationSite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which places held most: now, when most was used, and at a time in between. One list a minute is
 * kept of the last day, of the {@value #LIMIT} places that held most. Any thread may call anything.
 */
final class SiteHistory {
    /** The places of a list. */
    static final int LIMIT = 32;

    private static final int MOST_LISTS = 24 * 60;
    private static final long MILLIS_BETWEEN = 60_000;

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final Map<String, String> places = new HashMap<>();
    private Entry peak = new Entry(0, List.of());
    private long peakBytes;

    private record Entry(long at, List<AllocationSite> sites) {}

    /** Whether a list should be made now: a minute is over, or hardly ever so much was used. */
    synchronized boolean wants(long at, long usedBytes) {
        return entries.isEmpty() || at - entries.getLast().at >= MILLIS_BETWEEN || isPeak(usedBytes);
    }

    private boolean isPeak(long usedBytes) {
        return usedBytes > peakBytes + peakBytes / 64;
    }

    /** Keeps a list. */
    synchronized void add(long at, long usedBytes, List<AllocationSite> sites) {
        Entry entry = new Entry(at, sites.stream().map(this::shared).toList());
        if (isPeak(usedBytes)) {
            peakBytes = usedBytes;
            peak = entry;
        }
        if (entries.isEmpty() || at - entries.getLast().at >= MILLIS_BETWEEN) {
            if (entries.size() == MOST_LISTS) {
                entries.removeFirst();
            }
            entries.addLast(entry);
        }
    }

    /**
     * A place is one object, however many lists it is in; those known are forgotten when there are
     * many.
     */
    private AllocationSite shared(AllocationSite site) {
        if (places.size() > MOST_LISTS) {
            places.clear();
        }
        return new AllocationSite(places.computeIfAbsent(site.place(), place -> place), site.samples(),
                site.estimatedBytes(), site.child());
    }

    /** The list of when most was used. */
    synchronized Map<String, Object> peak() {
        return json(peak.at, peakBytes, peak.sites);
    }

    /** The most that each place held in a range of time. */
    synchronized Map<String, Object> range(long from, long to) {
        Map<String, AllocationSite> most = new HashMap<>();
        for (Entry entry : entries) {
            if (entry.at >= from && entry.at <= to) {
                entry.sites.forEach(site -> most.merge(site.child() + "|" + site.place(), site,
                        (one, other) -> one.estimatedBytes() >= other.estimatedBytes() ? one : other));
            }
        }
        List<AllocationSite> sites = new ArrayList<>(most.values());
        sites.sort(Comparator.comparingLong(AllocationSite::estimatedBytes).reversed()
                .thenComparing(AllocationSite::place));
        return json(to, 0, sites);
    }

    /** Places as the page takes them. */
    static Map<String, Object> json(long at, long usedBytes, List<AllocationSite> sites) {
        return Json.object("at", at, "usedBytes", usedBytes, "sites", sites.stream()
                .map(site -> Json.object("place", site.place(), "samples", site.samples(), "bytes",
                        site.estimatedBytes(), "child", site.child()))
                .toList());
    }
}
