package dev.cleave.heap;

import dev.cleave.buddy.Stripes;
import dev.cleave.memory.AllocationSite;
import dev.cleave.memory.AllocationSites;
import dev.cleave.memory.Pool;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a heap consists of: made once, of its builder's settings; and the figures that take several
 * parts to tell.
 */
final class HeapParts {
    static {
        initialize(AskedSizes.class, HeapFailureEvent.class, HeapLeakEvent.class, HeapTrimEvent.class,
                SlabOpenedEvent.class, SlabRetiredEvent.class, WrongAddress.class);
    }

    /**
     * Classes that a heap may need first when the Java heap is full: one that cannot be initialized
     * is lost to its JVM.
     */
    private static void initialize(Class<?>... classes) {
        for (Class<?> each : classes) {
            try {
                MethodHandles.lookup().ensureInitialized(each);
            } catch (IllegalAccessException impossible) {
                throw new ExceptionInInitializerError(impossible);
            }
        }
    }

    final Pool pool;
    final int unitShift;
    final SlabMap map;
    final Dialogue dialogue;
    final Slabs slabs;
    final LargeBlocks largeBlocks;
    final PlainBlocks blocks;
    final AllocationCounts counts;
    final SafetyLevel safety;

    /** What is done beyond {@link SafetyLevel#FAST}; null there. */
    final @Nullable Hardening hardening;

    /** Who allocated what is sampled; null where nothing is. */
    final @Nullable AllocationSites sites;

    final Dependents dependents;
    final HeapLifetime life;
    final Evacuation evacuation;

    HeapParts(HeapBuilder settings) {
        pool = settings.pool;
        unitShift = Long.numberOfTrailingZeros(pool.unit());
        map = new SlabMap(pool.capacity() >>> unitShift);
        dialogue = new Dialogue(pool.name(), pool.space(), settings.dialogue, settings.lowShare);
        sites = settings.bytesPerSample == 0
                ? null
                : new AllocationSites(pool.name(), "heap", settings.bytesPerSample, pool.capacity() >>> unitShift,
                        pool.space().stripes());
        SampledBlocks sampled = new SampledBlocks(pool, map, sites);
        safety = settings.safety;
        Stripes stripes = settings.stripes;
        counts = new AllocationCounts(stripes);
        SlabBlocks slabBlocks = new SlabBlocks(pool, map, dialogue);
        slabs = new Slabs(slabBlocks, unitShift, stripes, safety != SafetyLevel.FAST);
        largeBlocks = new LargeBlocks(pool, map, sampled, stripes);
        blocks = new PlainBlocks(pool, map, slabs, largeBlocks, sites, sampled, counts);
        hardening = safety == SafetyLevel.FAST ? null : hardening(settings);
        dependents = new Dependents(blocks, stripes, sites != null);
        life = new HeapLifetime(pool, blocks, slabs, largeBlocks, hardening, dependents, this::leaks);
        evacuation = new Evacuation(pool, map, slabs, slabBlocks, largeBlocks, blocks);
    }

    private Hardening hardening(HeapBuilder settings) {
        Quarantine quarantine = new Quarantine(settings.quarantineBytes(), settings.quarantineBlocks);
        CheckedBlocks checked =
                safety == SafetyLevel.CHECKED ? new CheckedBlocks(blocks, settings.confinedBlocks) : null;
        return new Hardening(blocks, new Canaries(pool.memory()), quarantine, checked, this::siteOf);
    }

    /** Whether blocks are neither hardened nor sampled. */
    boolean isPlain() {
        return hardening == null && sites == null;
    }

    // -------------------------------------------------------------------------------------------------------- figures

    SafetyUsage safetyUsage() {
        return hardening != null ? hardening.usage() : new SafetyUsage(0, 0, 0);
    }

    HeapUsage usage() {
        return HeapUsage.of(map, unitShift, largeBlocks, safetyUsage(), dialogue.decisions(), counts);
    }

    List<AllocationSite> topSites(int limit) {
        return sites == null ? List.of() : sites.top(limit);
    }

    /** Where the live block at an address was allocated, if it is sampled. */
    @Nullable
    String siteOf(long address) {
        return sites == null ? null : sites.placeOf(address).orElse(null);
    }

    /** What is not freed, once nothing waits in quarantine any more. */
    LeakReport leaks() {
        if (hardening != null) {
            hardening.releaseAll();
        }
        return LeakReport.of(pool.name(), usage(), sites != null, topSites(LeakReport.SITES));
    }

    long metadataBytes() {
        return map.byteSize() + slabs.byteSize() + largeBlocks.byteSize() + counts.byteSize()
                + dependents.byteSize() + (hardening != null ? hardening.byteSize() : 0)
                + (sites != null ? sites.byteSize() : 0);
    }
}
