package dev.cleave.metrics;

import static dev.cleave.metrics.SourceMeters.BLOCKS;
import static dev.cleave.metrics.SourceMeters.BYTES;

import dev.cleave.contiguity.CompactionCounts;
import dev.cleave.contiguity.Mobility;
import dev.cleave.contiguity.MobilityGroups;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.contiguity.MovableUsage;
import dev.cleave.contiguity.PageTypeInfo;
import dev.cleave.contiguity.ReservationUsage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Meters of what lies over a pool to have large blocks on demand, with a tag {@code pool}: its
 * name. Needs the module {@code dev.cleave.contiguity}, which nothing else here does.
 *
 * <ul>
 * <li>{@code cleave.movable.*}: movable blocks and their pins, compaction, reservations;
 * <li>{@code cleave.mobility.*}: pageblocks by group, and fallbacks, the kernel's {@code extfrag}
 * events.
 * </ul>
 *
 * <p>Cost and closing are as with {@link PoolMetrics}. Compaction's counters are read at once: the
 * sum of an adder each.
 *
 * <p>Immutable; any thread may call anything.
 */
public final class ContiguityMetrics implements MeterBinder {
    private static final String PAGEBLOCKS = "pageblocks";

    private static final SharedReadings<MovableBlocks, MovableReading> MOVABLE =
            new SharedReadings<>(MovableReading::of, each -> each.isClosed() || each.pool().isClosed());

    private static final SharedReadings<MobilityGroups, PageTypeInfo> GROUPS =
            new SharedReadings<>(MobilityGroups::info, each -> each.pool().isClosed());

    private final Source source;
    private final Tags tags;

    /** What the meters are of. */
    @FunctionalInterface
    private interface Source {
        void bind(MeterRegistry registry, Tags tags);
    }

    /** What was read of movable blocks at one time. */
    private record MovableReading(MovableUsage usage, ReservationUsage reserved, long metadata) {
        static MovableReading of(MovableBlocks blocks) {
            return new MovableReading(blocks.usage(), blocks.reservationUsage(), blocks.metadataBytes());
        }
    }

    private ContiguityMetrics(Source source, Tags tags) {
        this.source = source;
        this.tags = tags;
    }

    /** Meters of movable blocks, their compactor and their reservations. */
    public static ContiguityMetrics of(MovableBlocks blocks) {
        return new ContiguityMetrics((registry, tags) -> bindMovable(registry, tags, blocks),
                Tags.of("pool", blocks.pool().name()));
    }

    /** Meters of mobility groups. */
    public static ContiguityMetrics of(MobilityGroups groups) {
        return new ContiguityMetrics((registry, tags) -> bindGroups(registry, tags, groups),
                Tags.of("pool", groups.pool().name()));
    }

    /** The same with these tags too. */
    public ContiguityMetrics tags(Iterable<Tag> more) {
        return new ContiguityMetrics(source, tags.and(more));
    }

    /**
     * Registers the meters.
     *
     * @throws IllegalArgumentException where the registry has such meters with the same tags, of
     *     what is open; nothing is changed
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        source.bind(registry, tags);
    }

    private static void bindMovable(MeterRegistry registry, Tags tags, MovableBlocks blocks) {
        SourceMeters<MovableBlocks, MovableReading> meters = new SourceMeters<>(registry, "cleave.movable", tags,
                blocks, MOVABLE.of(blocks));
        meters.gauge("live.blocks", BLOCKS, "Movable blocks that live", each -> each.usage().blocks());
        meters.gauge("requested", BYTES, "Asked for by their holders", each -> each.usage().byteSize());
        meters.gauge("pinned.blocks", BLOCKS, "Pinned now", each -> each.usage().pinned());
        meters.gauge("pinned.long.blocks", BLOCKS, "Pinned for long now", each -> each.usage().pinnedLong());
        meters.gauge("metadata", BYTES, "Metadata on the Java heap", MovableReading::metadata);
        bindCompaction(meters);
        bindReservations(meters);
    }

    private static void bindCompaction(SourceMeters<MovableBlocks, MovableReading> meters) {
        meters.counter("compaction.stalls", null, "Requests that waited for a compaction",
                counted(CompactionCounts::stalls));
        meters.counter("compaction.successes", null, "Requests served by a compaction",
                counted(CompactionCounts::successes));
        meters.counter("compaction.failures", null, "Requests that a compaction could not serve",
                counted(CompactionCounts::failures));
        meters.counter("compaction.migrated", null, "Blocks moved", counted(CompactionCounts::migrated));
        meters.counter("compaction.migrations.failed", null, "Moves that came to nothing",
                counted(CompactionCounts::migrationsFailed));
        meters.counter("compaction.moved", BYTES, "Of blocks that were moved",
                counted(CompactionCounts::migratedBytes));
        meters.counter("compaction.copied", BYTES, "Copied, for moves that came to nothing too",
                counted(CompactionCounts::copiedBytes));
    }

    private static ToLongFunction<MovableBlocks> counted(ToLongFunction<CompactionCounts> count) {
        return blocks -> count.applyAsLong(blocks.compactor().counts());
    }

    private static void bindReservations(SourceMeters<MovableBlocks, MovableReading> meters) {
        meters.gauge("reservations", BYTES, "Kept for whoever will claim it", each -> each.reserved().byteSize());
        meters.gauge("reservations.lent", BYTES, "Of reservations, lent to movable blocks",
                each -> each.reserved().lentBytes());
        meters.gauge("reservations.claimed", BYTES, "Of reservations, claimed",
                each -> each.reserved().claimedBytes());
        meters.countOf("claims", null, "Claims that were had", each -> each.reserved().claims());
        meters.countOf("claims.failed", null, "Claims that were not", each -> each.reserved().failedClaims());
        meters.countOf("claims.moved", BYTES, "Of blocks that claims moved out", each -> each.reserved().movedBytes());
    }

    private static void bindGroups(MeterRegistry registry, Tags tags, MobilityGroups groups) {
        SourceMeters<MobilityGroups, PageTypeInfo> meters = new SourceMeters<>(registry, "cleave.mobility", tags,
                groups, GROUPS.of(groups));
        for (Mobility each : Mobility.values()) {
            Tags group = Tags.of("group", each.name().toLowerCase(Locale.ROOT));
            meters.gauge(PAGEBLOCKS, PAGEBLOCKS, "Pageblocks of a group", group, info -> info.pageblocks(each));
            meters.gauge("mixed.pageblocks", PAGEBLOCKS, "Of them, with a block of another group too", group,
                    info -> info.mixedPageblocks(each));
        }
        meters.gauge("free.pageblocks", PAGEBLOCKS, "Pageblocks that nobody uses", PageTypeInfo::freePageblocks);
        meters.gauge("unmovable.pageblocks", PAGEBLOCKS, "Pageblocks that hold something unmovable",
                PageTypeInfo::unmovablePageblocks);
        meters.countOf("fallbacks", null, "Blocks that had to lie in another group's pageblock",
                PageTypeInfo::fallbacks);
        meters.countOf("conversions", null, "Pageblocks that went over to another group by that",
                PageTypeInfo::conversions);
    }
}
