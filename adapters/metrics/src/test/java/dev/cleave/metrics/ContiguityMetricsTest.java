package dev.cleave.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.contiguity.Budget;
import dev.cleave.contiguity.Claim;
import dev.cleave.contiguity.CompactionCounts;
import dev.cleave.contiguity.Mobility;
import dev.cleave.contiguity.MobilityGroups;
import dev.cleave.contiguity.MovableBlock;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.contiguity.MovableUsage;
import dev.cleave.contiguity.PageTypeInfo;
import dev.cleave.contiguity.Pin;
import dev.cleave.contiguity.ReservationUsage;
import dev.cleave.memory.Pool;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Meters of contiguity")
class ContiguityMetricsTest {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Pool pool = Pool.builder().name("made whole").capacity(16 * MIB).purge(false).build();

    @AfterEach
    void close() {
        pool.close();
    }

    /** A figure that is a whole number. */
    private long gauge(String name, String... tags) {
        assertThat(ratio(name, tags)).isNotNaN();
        return (long) ratio(name, tags);
    }

    private double ratio(String name, String... tags) {
        return registry.get("cleave." + name).tags(tags).gauge().value();
    }

    private long counter(String name) {
        return (long) registry.get("cleave." + name).functionCounter().count();
    }

    @Test
    @DisplayName("tell of movable blocks, compaction and reservations")
    void movable() {
        MovableBlocks blocks = MovableBlocks.over(pool);
        List<MovableBlock> scattered = new ArrayList<>();
        for (int block = 0; block < 256; block++) {
            scattered.add(blocks.allocate(32 * KIB));
        }
        for (int block = 0; block < 256; block += 2) {
            scattered.get(block).free();
        }
        long large = blocks.compactor().allocate(10 * MIB, 1, Budget.unlimited()).address();
        assertThat(large).as("had by moving").isNotZero();
        pool.free(large);
        ContiguityMetrics.of(blocks).bindTo(registry);
        try (Pin pinned = scattered.get(1).pin(); Claim claimed = blocks.reserve(2 * MIB).claim(Duration.ZERO)) {
            assertThat(pinned.segment().byteSize()).isEqualTo(32 * KIB);
            assertThat(claimed.segment().byteSize()).isEqualTo(2 * MIB);

            MovableUsage usage = blocks.usage();
            assertThat(gauge("movable.live.blocks")).isEqualTo(usage.blocks()).isEqualTo(128);
            assertThat(gauge("movable.requested")).isEqualTo(usage.byteSize());
            assertThat(gauge("movable.pinned.blocks")).isEqualTo(1);
            assertThat(gauge("movable.pinned.long.blocks")).isZero();
            assertThat(gauge("movable.metadata")).isEqualTo(blocks.metadataBytes());
            ReservationUsage reserved = blocks.reservationUsage();
            assertThat(gauge("movable.reservations")).isEqualTo(reserved.byteSize()).isEqualTo(2 * MIB);
            assertThat(gauge("movable.reservations.lent")).isEqualTo(reserved.lentBytes());
            assertThat(gauge("movable.reservations.claimed")).isEqualTo(2 * MIB);
            assertThat(counter("movable.claims")).isEqualTo(1);
            assertThat(counter("movable.claims.failed")).isZero();
            assertThat(counter("movable.claims.moved")).isEqualTo(reserved.movedBytes());
        }
        CompactionCounts counts = blocks.compactor().counts();
        assertThat(counts.migrated()).isPositive();
        assertThat(counter("movable.compaction.stalls")).isEqualTo(counts.stalls()).isPositive();
        assertThat(counter("movable.compaction.successes")).isEqualTo(counts.successes()).isPositive();
        assertThat(counter("movable.compaction.failures")).isEqualTo(counts.failures());
        assertThat(counter("movable.compaction.migrated")).isEqualTo(counts.migrated());
        assertThat(counter("movable.compaction.migrations.failed")).isEqualTo(counts.migrationsFailed());
        assertThat(counter("movable.compaction.moved")).isEqualTo(counts.migratedBytes());
        assertThat(counter("movable.compaction.copied")).isEqualTo(counts.copiedBytes());
        blocks.close();
        readNaN();
    }

    @Test
    @DisplayName("tell of pageblocks by group, and of fallbacks")
    void groups() {
        MobilityGroups groups = MobilityGroups.of(pool, 2 * MIB);
        List<Long> all = new ArrayList<>();
        for (int block = 0; block < 1000; block++) {
            long address = groups.tryAllocate(Mobility.values()[block % Mobility.values().length], 16 * KIB, 1);
            if (address != 0) {
                all.add(address);
            }
        }
        ContiguityMetrics.of(groups).bindTo(registry);

        PageTypeInfo info = groups.info();
        for (Mobility each : Mobility.values()) {
            String group = each.name().toLowerCase(Locale.ROOT);
            assertThat(gauge("mobility.pageblocks", "group", group)).isEqualTo(info.pageblocks(each)).isPositive();
            assertThat(gauge("mobility.mixed.pageblocks", "group", group)).isEqualTo(info.mixedPageblocks(each));
        }
        assertThat(gauge("mobility.free.pageblocks")).isEqualTo(info.freePageblocks());
        assertThat(gauge("mobility.unmovable.pageblocks")).isEqualTo(info.unmovablePageblocks()).isPositive();
        assertThat(counter("mobility.fallbacks")).isEqualTo(info.fallbacks()).isPositive();
        assertThat(counter("mobility.conversions")).isEqualTo(info.conversions());
        assertThat(registry.getMeters()).extracting(Meter::getId).allSatisfy(id -> {
            assertThat(id.getDescription()).isNotBlank();
            assertThat(id.getTag("pool")).isEqualTo("made whole");
        });
        all.forEach(groups::free);
        pool.close();
        readNaN();
    }

    private void readNaN() {
        assertThat(registry.getMeters()).filteredOn(Gauge.class::isInstance).isNotEmpty()
                .allSatisfy(each -> assertThat(((Gauge) each).value()).as(each.getId().getName()).isNaN());
    }

    @Test
    @DisplayName("of two groups of one pool need a tag each")
    void tags() {
        ContiguityMetrics.of(MobilityGroups.of(pool, 2 * MIB)).bindTo(registry);
        MobilityGroups other = MobilityGroups.of(pool, MIB);
        assertThat(ratio("mobility.free.pageblocks")).as("of what is still there, or NaN").isIn(8.0, Double.NaN);
        ContiguityMetrics.of(other).tags(List.of(Tag.of("groups", "other"))).bindTo(registry);
        assertThat(gauge("mobility.free.pageblocks", "groups", "other")).isEqualTo(16);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContiguityMetrics.of(other).tags(List.of(Tag.of("groups", "other")))
                        .bindTo(registry))
                .withMessageContaining("cleave.mobility");
    }
}
