package dev.cleave.heap;

import dev.cleave.memory.AllocationSite;
import dev.cleave.memory.JsonObject;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolSnapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of a whole process at one time: its pools, its heaps by size class, and the places that
 * hold most. What {@code cleave fleet} reads of many. Taken while others allocate, its figures are
 * estimates. Not thread-safe.
 *
 * {@snippet :
 * String json = ProcessSnapshot.of("host-17/orders", "orders", "1.4.2").with(pool).with(heap).toJson();
 * }
 */
public final class ProcessSnapshot {
    private static final int SITES = 100;

    private final String process;
    private final String application;
    private final String version;
    private final Instant takenAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final List<String> pools = new ArrayList<>();
    private final List<String> heaps = new ArrayList<>();
    private final List<String> sites = new ArrayList<>();

    private ProcessSnapshot(String process, String application, String version) {
        this.process = process;
        this.application = application;
        this.version = version;
    }

    /**
     * A snapshot without pools.
     *
     * @param process what is the same in all snapshots of this process, and in no other's
     * @param application the program's name; may be empty
     * @param version the program's version; may be empty
     * @throws IllegalArgumentException where the process has no name
     */
    public static ProcessSnapshot of(String process, String application, String version) {
        if (process.isBlank()) {
            throw new IllegalArgumentException(
                    "a process without a name: it must have one that all of its snapshots share");
        }
        return new ProcessSnapshot(process, application, version);
    }

    /**
     * Adds a pool, as it is now.
     *
     * @throws IllegalStateException where it is closed
     */
    public ProcessSnapshot with(Pool pool) {
        pools.add(pool.snapshot().toJson());
        addSites(pool, pool.topSites(SITES));
        return this;
    }

    /** Adds a pool, as it was then; no site is known of it. */
    public ProcessSnapshot with(PoolSnapshot pool) {
        pools.add(pool.toJson());
        return this;
    }

    /**
     * Adds a heap, as it is now; its pool is added for itself.
     *
     * @throws IllegalStateException where it is closed
     */
    public ProcessSnapshot with(Heap heap) {
        heaps.add(new JsonObject().text("pool", heap.pool().name()).object("usage", heap.usage().json()).toString());
        addSites(heap.pool(), heap.topSites(SITES));
        return this;
    }

    private void addSites(Pool pool, List<AllocationSite> top) {
        for (AllocationSite each : top) {
            sites.add(new JsonObject().text("pool", pool.name())
                    .text("place", each.place())
                    .number("samples", each.samples())
                    .number("estimatedBytes", each.estimatedBytes())
                    .toString());
        }
    }

    /** One JSON object, with {@code "format"} and {@code "version"} first. */
    public String toJson() {
        return new JsonObject()
                .text("format", "cleave-process-snapshot")
                .number("version", 1)
                .text("process", process)
                .text("application", application)
                .text("applicationVersion", version)
                .text("takenAt", takenAt.toString())
                .list("pools", pools.size(), pools::get)
                .list("heaps", heaps.size(), heaps::get)
                .list("sites", sites.size(), sites::get)
                .toString();
    }
}
