package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.Stripes;
import dev.cleave.handle.AtomicWords;
import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleWord;
import dev.cleave.histories.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The governor in the background")
class BackgroundGovernorTest {
    private static final int OBJECTS = 20;
    private static final int BYTES = 1000;

    @Test
    @DisplayName("moves what the policy asks for, in several periods where they have more bytes than one may copy")
    void moves() {
        ScriptedPolicy policy = new ScriptedPolicy();
        MemoryTier near = MemoryTier.ofMemory("near", 1 << 20);
        MemoryTier middle = MemoryTier.ofMemory("middle", 1 << 20);
        try (TieredStore store = TieredStore.builder()
                .tier(near, SmallStore.costs(near, 100))
                .tier(middle, SmallStore.costs(middle, 1000))
                .policy(tiers -> policy)
                .period(Duration.ofMillis(1))
                .bandwidth(BYTES * 1000)
                .build()) {
            List<Long> handles = new ArrayList<>();
            for (int each = 0; each < OBJECTS; each++) {
                handles.add(store.allocate(BYTES));
            }
            handles.forEach(handle -> policy.want(handle, BYTES, 0, 1));
            Patience.waitUntil(() -> store.usage().getLast().objects() == OBJECTS);
            assertThat(store.counts().demotions()).isEqualTo(OBJECTS);
            assertThat(store.counts().copiedBytes()).isEqualTo(OBJECTS * BYTES);
        }
    }

    @Test
    @DisplayName("ends when it is told to, once and again")
    void ends() {
        FarDouble far = new FarDouble("far", 1000);
        TierCounters counters = new TierCounters();
        TierStack tiers = new TierStack(List.of(far), List.of(), counters);
        HandleTable table = new HandleTable(8, HandleWord.LAST_GENERATION);
        CopyCounts copyCounts = new CopyCounts(tiers);
        ObjectMoves moves = new ObjectMoves(table, tiers, new AtomicWords(8), copyCounts, new CallsUnderWay());
        Governor governor = new Governor(table, tiers, moves, new CleanCopies(table, moves, copyCounts, counters),
                new PinSamples(Stripes.of(1), 1), counters, ScriptedPolicy::new, 0);
        BackgroundGovernor background = new BackgroundGovernor(governor, Duration.ofMillis(1), 1000);
        background.start();
        assertThat(background.isRunning()).isTrue();
        background.endAndWait();
        assertThat(background.isRunning()).isFalse();
        background.endAndWait();
        assertThat(governor.step(10)).isZero();
    }
}
