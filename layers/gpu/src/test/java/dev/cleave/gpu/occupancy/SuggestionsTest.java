package dev.cleave.gpu.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SuggestionsTest {
    private static final long SEED = 20261129;

    @Test
    void aFewBytesLessMakeOneBlockMore() {
        // 8.6: 102,400 bytes; with 1,024 reserved a block, five blocks may take 20,480 each, of
        // which 19,456 are theirs.
        Occupancy now = Occupancy.of(Capability.V8_6, new Launch(256, 32, 19_456 + 48, 0));
        assertThat(now.blocks()).isEqualTo(4);
        Suggestion first = Suggestions.of(now).getFirst();
        assertThat(first.limit()).isEqualTo(Limit.SHARED_MEMORY);
        assertThat(first.change()).isEqualTo(-48);
        assertThat(first.changed().blocks()).isEqualTo(5);
        assertThat(first.text()).isEqualTo(
                "48 bytes of shared memory a block less: 5 blocks resident, 83.3 % of the warps");
    }

    @Test
    void aRegisterLessIsSaidInTheSingular() {
        Suggestion first = Suggestions.of(Occupancy.of(Capability.V9_0, new Launch(1024, 33, 0, 0))).getFirst();
        assertThat(first.text())
                .isEqualTo("1 register a thread less: 2 blocks resident, 100.0 % of the warps");
    }

    @Test
    void threadsMayBeMore() {
        Suggestion only = Suggestions.of(Occupancy.of(Capability.V7_5, new Launch(32, 16, 0, 0))).getFirst();
        assertThat(only.limit()).isEqualTo(Limit.WARPS);
        assertThat(only.change()).isEqualTo(32);
        assertThat(only.changed().share()).isEqualTo(1);
    }

    @Test
    void fullWarpsNeedNone() {
        assertThat(Suggestions.of(Occupancy.of(Capability.V9_0, new Launch(256, 32, 0, 0)))).isEmpty();
    }

    @Test
    void eachSuggestionIsTheLeastThatHelps() {
        Random random = new Random(SEED);
        for (int round = 0; round < 3_000; round++) {
            Capability capability = Capability.values()[random.nextInt(Capability.values().length)];
            Launch launch = new Launch(1 + random.nextInt(1024), random.nextInt(256), random.nextInt(50_000),
                    random.nextInt(4) == 0 ? random.nextInt(200_000) : 0);
            Occupancy now = Occupancy.of(capability, launch);
            List<Suggestion> suggestions = Suggestions.of(now);
            String context = "seed " + SEED + ", round " + round + ": " + capability + " " + launch + " " + suggestions;
            for (Suggestion each : suggestions) {
                assertThat(each.changed().warps()).as(context).isGreaterThan(now.warps());
                assertThat(each.changed()).as(context).isEqualTo(Occupancy.of(capability, changed(launch, each, 0)));
                if (each.limit() != Limit.WARPS) {
                    assertThat(Occupancy.of(capability, changed(launch, each, 1)).warps())
                            .as(context)
                            .isLessThanOrEqualTo(now.warps());
                }
            }
            assertSpare(now, context);
        }
    }

    private static Launch changed(Launch launch, Suggestion suggestion, int less) {
        int change = suggestion.change() + less;
        return switch (suggestion.limit()) {
            case SHARED_MEMORY -> launch.withShared((int) launch.sharedBytes() + change);
            case REGISTERS -> launch.withRegisters(launch.registers() + change);
            case WARPS, BLOCKS -> launch.withThreads(launch.threads() + change);
        };
    }

    private static void assertSpare(Occupancy now, String context) {
        int spare = Suggestions.sharedToSpare(now);
        int bytes = (int) now.launch().sharedBytes();
        if (now.blocks() > 0) {
            assertThat(Occupancy.of(now.capability(), now.launch().withShared(bytes + spare)).blocks())
                    .as(context)
                    .isEqualTo(now.blocks());
            assertThat(Occupancy.of(now.capability(), now.launch().withShared(bytes + spare + 1)).blocks())
                    .as(context)
                    .isLessThan(now.blocks());
        } else {
            assertThat(spare).as(context).isZero();
        }
    }
}
