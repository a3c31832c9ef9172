package dev.cleave.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a site wastes. A sample tells how many bytes a site holds, not how they were rounded: so
 * what a pool loses, to rounding and in the slabs of its heaps, is dealt out to its sites by the
 * bytes that they hold.
 */
final class SiteWaste {
    private SiteWaste() {}

    private record Sampled(String pool, String place, long bytes) {}

    static List<SiteFigures> of(Iterable<JsonNode> sites, List<PoolFigures> pools, List<HeapFigures> heaps)
            throws TornFileException {
        List<Sampled> sampled = new ArrayList<>();
        Map<String, Long> sampledOfPool = new HashMap<>();
        for (JsonNode each : sites) {
            Fields fields = new Fields(each);
            Sampled site = new Sampled(
                    fields.textOrEmpty("pool"), fields.text("place"), fields.number("estimatedBytes"));
            sampled.add(site);
            sampledOfPool.merge(site.pool(), site.bytes(), Long::sum);
        }
        Map<String, Long> lost = lost(pools, heaps);
        return sampled.stream()
                .map(site -> new SiteFigures(site.place(), site.bytes(),
                        share(lost.getOrDefault(site.pool(), 0L), site.bytes(),
                                sampledOfPool.getOrDefault(site.pool(), 0L))))
                .toList();
    }

    private static Map<String, Long> lost(List<PoolFigures> pools, List<HeapFigures> heaps) {
        Map<String, Long> lost = new HashMap<>();
        pools.forEach(pool -> lost.merge(pool.name(), pool.roundingBytes(), Long::sum));
        heaps.forEach(heap -> lost.merge(heap.pool(), heap.strandedBytes() + heap.wastedBytes(), Long::sum));
        return lost;
    }

    private static long share(long lost, long part, long whole) {
        return whole == 0 ? 0 : Math.round((double) lost * part / whole);
    }
}
