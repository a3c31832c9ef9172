package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.handle.AtomicWords;
import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleWord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The search for clean copies")
class CleanCopiesTest {
    private static final int SLOTS = 1024;
    private static final int MIDDLE = 1;
    private static final int FAR = 2;

    private final MemoryTier near = MemoryTier.ofMemory("near", 1 << 20);
    private final MemoryTier middle = MemoryTier.ofMemory("middle", 1 << 20);
    private final FarDouble far = new FarDouble("far", 1 << 20);
    private final TierCounters counters = new TierCounters();
    private final TierStack tiers = new TierStack(List.of(near, middle, far), List.of(), counters);
    private final HandleTable table = new HandleTable(SLOTS, HandleWord.LAST_GENERATION);
    private final CopyCounts counts = new CopyCounts(tiers);
    private final ObjectMoves moves =
            new ObjectMoves(table, tiers, new AtomicWords(SLOTS), counts, new CallsUnderWay());
    private final CleanCopies copies = new CleanCopies(table, moves, counts, counters);
    private final List<Long> objects = new ArrayList<>();

    @AfterEach
    void close() {
        tiers.close();
    }

    private void openAll(int tier) {
        for (int each = 0; each < SLOTS; each++) {
            objects.add(table.open(tiers.allocate(tier, 100, 0), 100, 1));
        }
    }

    @Test
    @DisplayName("looks at nothing where a tier has none, however many objects there are")
    void none() {
        openAll(MIDDLE);
        assertThat(copies.drop(MIDDLE, 100)).isZero();
        assertThat(copies.drop(FAR, 100)).isZero();
        assertThat(copies.drop(0, 100)).isZero();
        assertThat(copies.looked()).isZero();
    }

    @Test
    @DisplayName("ends with the last copy, and not with the last object; those of another tier are none")
    void endsWithTheLast() {
        openAll(MIDDLE);
        assertThat(moves.move(objects.get(0), 0)).isEqualTo(Outcome.MOVED);
        assertThat(moves.move(objects.get(3), 0)).isEqualTo(Outcome.MOVED);
        assertThat(counts.in(MIDDLE)).isEqualTo(2);
        assertThat(copies.drop(FAR, 100)).isZero();
        assertThat(copies.looked()).as("for the far tier").isZero();
        assertThat(copies.drop(MIDDLE, 1000)).isEqualTo(200);
        assertThat(copies.looked()).isPositive().isLessThan(SLOTS / 2);
        assertThat(counts.in(MIDDLE)).isZero();
        long looked = copies.looked();
        assertThat(copies.drop(MIDDLE, 1000)).isZero();
        assertThat(copies.looked()).isEqualTo(looked);
    }

    @Test
    @DisplayName("counts a copy until it is written, gone to, dropped or turned")
    void counted() {
        Writers writers = new Writers(table, counts);
        openAll(FAR);
        for (int each = 0; each < 3; each++) {
            assertThat(moves.move(objects.get(each), 0)).isEqualTo(Outcome.MOVED);
        }
        assertThat(counts.in(FAR)).isEqualTo(3);
        long unused = writers.begin(objects.get(0));
        writers.end(objects.get(0));
        assertThat(counts.in(FAR)).as("after a write").isEqualTo(2);
        assertThat(moves.move(objects.get(1), MIDDLE)).isEqualTo(Outcome.MOVED);
        assertThat(counts.in(FAR)).as("demoted above its copy").isEqualTo(2);
        assertThat(moves.move(objects.get(1), 0)).isEqualTo(Outcome.MOVED);
        assertThat(counts.in(FAR)).as("the nearer copy is kept").isEqualTo(1);
        assertThat(counts.in(MIDDLE)).isEqualTo(1);
        assertThat(moves.move(objects.get(1), MIDDLE)).isEqualTo(Outcome.SWITCHED);
        assertThat(counts.in(MIDDLE)).as("where its copy was").isZero();
        assertThat(moves.resize(objects.get(2), 200)).isEqualTo(Outcome.MOVED);
        assertThat(counts.in(FAR)).as("resized").isZero();
    }

    @Test
    @DisplayName("passes over a copy whose object is written just now, and does not look for it twice")
    void pinned() {
        openAll(MIDDLE);
        assertThat(moves.move(objects.get(0), 0)).isEqualTo(Outcome.MOVED);
        assertThat(table.beginMoveUnderReaders(objects.get(0))).isTrue();
        assertThat(copies.drop(MIDDLE, 100)).isZero();
        assertThat(copies.looked()).isLessThan(SLOTS / 2);
        assertThat(counts.in(MIDDLE)).isEqualTo(1);
        assertThat(table.settle(objects.get(0))).isTrue();
    }
}
