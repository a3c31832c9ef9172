package dev.cleave.tiers.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.tiers.durable.HeapHistory.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A crash at every single write and sync of a history, with whatever a disk may have lost. */
@DisplayName("Recovery")
class RecoveryTest {
    private static final DurableSettings TINY = DurableSettings.usual().withCapacity(512 << 10)
            .withGrowthStep(32 << 10).withLogBytes(16 << 10).withUnit(64);
    private static final int TRANSACTIONS = 30;
    private static final int SUBSETS = 4;

    /** What a heap may hold from an event on. */
    private record Moment(int event, State before, State after) {
        boolean isQuiet() {
            return before.equals(after);
        }
    }

    private final List<Moment> moments = new ArrayList<>();

    private RecordedFile run(byte[] image, long seed) {
        RecordedFile file = new RecordedFile(image);
        try (DurableHeap heap = DurableHeap.open(file, TINY)) {
            HeapHistory history = new HeapHistory(heap, seed);
            moments.add(new Moment(0, history.last(), history.last()));
            for (int each = 0; each < TRANSACTIONS; each++) {
                State before = history.last();
                history.step(
                        () -> moments.add(new Moment(file.events().size(), before, history.last())));
                moments.add(new Moment(file.events().size(), history.last(), history.last()));
            }
            assertThat(State.of(heap).isSame(history.last())).isTrue();
        }
        return file;
    }

    private Moment at(int event) {
        Moment last = moments.getFirst();
        for (Moment each : moments) {
            last = each.event() < event || each.event() == event && each.isQuiet() ? each : last;
        }
        return last;
    }

    private void check(byte[] image, Moment moment, String when) {
        RecordedFile file = new RecordedFile(image);
        try (DurableHeap heap = DurableHeap.open(file, TINY)) {
            heap.verify();
            DurableUsage usage = heap.usage();
            assertThat(usage.usedBytes() + usage.freeBytes()).as(when).isEqualTo(usage.capacity());
            State found = State.of(heap);
            assertThat(found.isSame(moment.before()) || found.isSame(moment.after()))
                    .as("%s: found %s where %s or %s was", when, found, moment.before(), moment.after()).isTrue();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("finds everything committed, and nothing else, after a crash behind any write of a history")
    void everyPrefix(long seed) {
        RecordedFile file = run(new byte[0], seed);
        int events = file.events().size();
        for (int event = 0; event <= events; event++) {
            check(file.image(event, _ -> true), at(event), "seed " + seed + ", event " + event);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 5})
    @DisplayName("finds the same where the disk lost any of the writes that were not synced")
    void everyPrefixWithLosses(long seed) {
        RecordedFile file = run(new byte[0], seed);
        Random random = new Random(seed);
        int events = file.events().size();
        for (int event = 0; event <= events; event++) {
            List<Integer> unsynced = file.unsynced(event);
            for (int subset = 0; subset < SUBSETS; subset++) {
                List<Integer> lost = unsynced.stream().filter(_ -> random.nextBoolean()).toList();
                List<Integer> gone = subset == 0 ? unsynced : lost;
                IntPredicate kept = at -> !gone.contains(at);
                check(file.image(event, kept), at(event),
                        "seed " + seed + ", event " + event + ", lost " + gone);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {6})
    @DisplayName("that is itself broken off, behind any of its writes, is made good by the next")
    void crashDuringRecovery(long seed) {
        RecordedFile file = run(new byte[0], seed);
        Random random = new Random(seed);
        int events = file.events().size();
        for (int event = 0; event <= events; event += 3) {
            byte[] image = file.image(event, _ -> true);
            RecordedFile recovered = new RecordedFile(image);
            DurableHeap.open(recovered, TINY).close();
            for (int again = 0; again <= recovered.events().size(); again++) {
                List<Integer> lost = recovered.unsynced(again).stream().filter(_ -> random.nextBoolean()).toList();
                check(recovered.image(again, at -> !lost.contains(at)), at(event),
                        "seed " + seed + ", event " + event + ", event " + again + " of recovery, lost " + lost);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {7, 8})
    @DisplayName("takes no record of a former life for one of the present: many lives of one file, each ended by a crash")
    void manyLives(long seed) {
        Random random = new Random(seed);
        byte[] image = new byte[0];
        for (int life = 0; life < 30; life++) {
            moments.clear();
            RecordedFile file = run(image, random.nextLong());
            int event = random.nextInt(file.events().size() / 2, file.events().size());
            List<Integer> lost = file.unsynced(event).stream().filter(_ -> random.nextBoolean()).toList();
            image = file.image(event, at -> !lost.contains(at));
            check(image, at(event), "seed " + seed + ", life " + life + ", lost " + lost);
        }
    }
}
