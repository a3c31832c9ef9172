package dev.cleave.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.lab.fleet.FleetReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The same figures once more, by loops on one thread: it shares nothing with the engine but the
 * records of the report. It is told which files are whole.
 */
final class ReferenceFleet {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MIB2 = 2 << 20;
    private static final long MIB64 = 64 << 20;

    private final Map<String, Map<String, Object>> whole = new TreeMap<>();
    private final int top;

    private ReferenceFleet(int top) {
        this.top = top;
    }

    /** Reads all files of process snapshots under a folder but those. */
    static ReferenceFleet read(Path folder, Collection<Path> torn, int top) throws IOException {
        ReferenceFleet fleet = new ReferenceFleet(top);
        Set<Path> skipped = new HashSet<>(torn);
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().matches(".*\\.json(\\.gz)?") && !skipped.contains(file))
                    .toList();
        }
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            if (file.toString().endsWith(".gz")) {
                bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
            }
            Map<String, Object> root = object(JSON.readValue(bytes, Object.class));
            if ("cleave-process-snapshot".equals(root.get("format"))) {
                fleet.whole.put(file.toString(), root);
            }
        }
        return fleet;
    }

    int snapshots() {
        return whole.size();
    }

    /** The last snapshot of each process, by its name. */
    private Map<String, Map<String, Object>> last() {
        return lastBy(root -> text(root, "process"));
    }

    private Map<String, Map<String, Object>> lastBy(java.util.function.Function<Map<String, Object>, String> key) {
        Map<String, Map<String, Object>> last = new TreeMap<>();
        for (Map<String, Object> root : whole.values()) {
            last.merge(key.apply(root), root, (one, other) -> at(other).compareTo(at(one)) >= 0 ? other : one);
        }
        return last;
    }

    List<FleetReport.Contiguity> contiguity() {
        List<FleetReport.Contiguity> all = new ArrayList<>();
        for (long block : new long[] {MIB2, MIB64}) {
            long lacking = 0;
            long tooSmall = 0;
            long scattered = 0;
            for (Map<String, Object> root : last().values()) {
                if (most(root, "largestFreeBlockBytes") < block) {
                    lacking++;
                    tooSmall += most(root, "capacityBytes") < block ? 1 : 0;
                    scattered += most(root, "freeBytes") >= block ? 1 : 0;
                }
            }
            all.add(new FleetReport.Contiguity(block, last().size(), lacking, tooSmall, scattered));
        }
        return all;
    }

    List<FleetReport.Version> versions() {
        Map<String, FleetReport.Version> byName = new TreeMap<>();
        for (Map<String, Object> root : last().values()) {
            String application = text(root, "application");
            String version = text(root, "applicationVersion");
            byName.merge(application + "\0" + version,
                    new FleetReport.Version(application, version, 1, sum(root, "usedBytes"),
                            sum(root, "committedBytes"), sum(root, "usedBytes") - sum(root, "requestedBytes"),
                            ofClasses(root, "strandedBytes"), ofClasses(root, "wastedBytes"),
                            most(root, "largestFreeBlockBytes") < MIB2 ? 1 : 0,
                            most(root, "largestFreeBlockBytes") < MIB64 ? 1 : 0),
                    (a, b) -> new FleetReport.Version(application, version, a.processes() + 1,
                            a.usedBytes() + b.usedBytes(), a.committedBytes() + b.committedBytes(),
                            a.roundingBytes() + b.roundingBytes(), a.strandedBytes() + b.strandedBytes(),
                            a.slabWasteBytes() + b.slabWasteBytes(), a.lacking2MiB() + b.lacking2MiB(),
                            a.lacking64MiB() + b.lacking64MiB()));
        }
        return byName.values().stream()
                .sorted(Comparator.comparingLong(FleetReport.Version::strandedBytes).reversed())
                .limit(top).toList();
    }

    List<FleetReport.SizeClass> classes() {
        Map<Long, FleetReport.SizeClass> bySlot = new TreeMap<>();
        for (Map<String, Object> root : last().values()) {
            Set<Long> seen = new HashSet<>();
            for (Map<String, Object> heap : objects(root, "heaps")) {
                for (Map<String, Object> each : objects(object(heap.get("usage")), "classes")) {
                    long slot = number(each, "slotBytes");
                    bySlot.merge(slot,
                            new FleetReport.SizeClass(slot, seen.add(slot) ? 1 : 0, number(each, "usedBytes"),
                                    number(each, "strandedBytes"), number(each, "wastedBytes")),
                            (a, b) -> new FleetReport.SizeClass(slot, a.processes() + b.processes(),
                                    a.usedBytes() + b.usedBytes(), a.strandedBytes() + b.strandedBytes(),
                                    a.wastedBytes() + b.wastedBytes()));
                }
            }
        }
        return bySlot.values().stream()
                .sorted(Comparator.comparingLong(FleetReport.SizeClass::strandedBytes).reversed())
                .toList();
    }

    List<FleetReport.Site> sites() {
        Map<String, FleetReport.Site> byPlace = new TreeMap<>();
        for (Map<String, Object> root : last().values()) {
            Set<String> seen = new HashSet<>();
            String application = text(root, "application");
            for (Map<String, Object> site : objects(root, "sites")) {
                String place = text(site, "place");
                long first = seen.add(place) ? 1 : 0;
                byPlace.merge(place + "\0" + application,
                        new FleetReport.Site(place, application, first, number(site, "estimatedBytes"),
                                waste(root, site)),
                        (a, b) -> new FleetReport.Site(place, application, a.processes() + b.processes(),
                                a.liveBytes() + b.liveBytes(), a.wasteBytes() + b.wasteBytes()));
            }
        }
        return byPlace.values().stream()
                .sorted(Comparator.comparingLong(FleetReport.Site::wasteBytes)
                        .thenComparingLong(FleetReport.Site::liveBytes).reversed())
                .limit(top).toList();
    }

    private static long waste(Map<String, Object> root, Map<String, Object> site) {
        String name = text(site, "pool");
        long lost = 0;
        for (Map<String, Object> pool : objects(root, "pools")) {
            lost += text(pool, "pool").equals(name) ? number(pool, "usedBytes") - number(pool, "requestedBytes") : 0;
        }
        for (Map<String, Object> heap : objects(root, "heaps")) {
            for (Map<String, Object> each : objects(object(heap.get("usage")), "classes")) {
                lost += text(heap, "pool").equals(name)
                        ? number(each, "strandedBytes") + number(each, "wastedBytes")
                        : 0;
            }
        }
        long sampled = 0;
        for (Map<String, Object> each : objects(root, "sites")) {
            sampled += text(each, "pool").equals(name) ? number(each, "estimatedBytes") : 0;
        }
        return sampled == 0 ? 0 : Math.round((double) lost * number(site, "estimatedBytes") / sampled);
    }

    List<FleetReport.Day> days() {
        Map<String, List<Map<String, Object>>> byDay = new TreeMap<>();
        lastBy(root -> text(root, "process") + "\0" + day(root)).values()
                .forEach(root -> byDay.computeIfAbsent(day(root), any -> new ArrayList<>()).add(root));
        List<FleetReport.Day> days = new ArrayList<>();
        byDay.forEach((day, roots) -> {
            long[] sums = new long[5];
            double unusable = 0;
            for (Map<String, Object> root : roots) {
                sums[0] += most(root, "largestFreeBlockBytes") < MIB2 ? 1 : 0;
                sums[1] += most(root, "largestFreeBlockBytes") < MIB64 ? 1 : 0;
                sums[2] += sum(root, "usedBytes");
                sums[3] += sum(root, "committedBytes");
                sums[4] += ofClasses(root, "strandedBytes");
                unusable += unusable(root);
            }
            days.add(new FleetReport.Day(day, roots.size(), sums[0], sums[1], sums[2], sums[3], sums[4],
                    unusable / roots.size()));
        });
        return days;
    }

    List<FleetReport.Drift> drifts() {
        Map<String, List<Map<String, Object>>> byProcess = new TreeMap<>();
        lastBy(root -> text(root, "process") + "\0" + day(root)).values()
                .forEach(root -> byProcess.computeIfAbsent(text(root, "process"), any -> new ArrayList<>()).add(root));
        Map<String, Map<String, Object>> last = last();
        List<FleetReport.Drift> drifts = new ArrayList<>();
        byProcess.forEach((process, roots) -> {
            double slope = slope(roots, ReferenceFleet::unusable);
            if (roots.size() > 1 && slope > 0) {
                drifts.add(new FleetReport.Drift(process, text(last.get(process), "application"),
                        text(last.get(process), "applicationVersion"), roots.size(), slope,
                        slope(roots, root -> sum(root, "usedBytes")),
                        slope(roots, root -> ofClasses(root, "strandedBytes"))));
            }
        });
        return drifts.stream()
                .sorted(Comparator.comparingDouble(FleetReport.Drift::unusableSharePerDay).reversed())
                .limit(top).toList();
    }

    private static double slope(
            List<Map<String, Object>> roots, java.util.function.ToDoubleFunction<Map<String, Object>> figure) {
        double meanDay = roots.stream().mapToLong(root -> LocalDate.parse(day(root)).toEpochDay()).average().orElse(0);
        double mean = roots.stream().mapToDouble(figure).average().orElse(0);
        double together = 0;
        double alone = 0;
        for (Map<String, Object> root : roots) {
            double days = LocalDate.parse(day(root)).toEpochDay() - meanDay;
            together += days * (figure.applyAsDouble(root) - mean);
            alone += days * days;
        }
        return together / alone;
    }

    private static double unusable(Map<String, Object> root) {
        long below = 0;
        for (Map<String, Object> pool : objects(root, "pools")) {
            List<?> blocks = (List<?>) pool.get("freeBlocksByOrder");
            long size = number(pool, "unitBytes");
            for (Object each : blocks) {
                below += size < MIB2 ? ((Number) each).longValue() * size : 0;
                size *= 2;
            }
        }
        long free = sum(root, "freeBytes");
        return free == 0 ? 0 : (double) below / free;
    }

    private static String day(Map<String, Object> root) {
        return text(root, "takenAt").substring(0, 10);
    }

    private static Instant at(Map<String, Object> root) {
        return Instant.parse(text(root, "takenAt"));
    }

    private static long sum(Map<String, Object> root, String name) {
        return objects(root, "pools").stream().mapToLong(pool -> number(pool, name)).sum();
    }

    private static long most(Map<String, Object> root, String name) {
        return objects(root, "pools").stream().mapToLong(pool -> number(pool, name)).max().orElse(0);
    }

    private static long ofClasses(Map<String, Object> root, String name) {
        long sum = 0;
        for (Map<String, Object> heap : objects(root, "heaps")) {
            for (Map<String, Object> each : objects(object(heap.get("usage")), "classes")) {
                sum += number(each, name);
            }
        }
        return sum;
    }

    private static long number(Map<String, Object> object, String name) {
        return ((Number) object.get(name)).longValue();
    }

    private static String text(Map<String, Object> object, String name) {
        return String.valueOf(object.get(name));
    }

    private static List<Map<String, Object>> objects(Map<String, Object> object, String name) {
        return ((List<?>) object.get(name)).stream().map(ReferenceFleet::object).toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}
