package dev.cleave.gpu.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OccupancyTest {
    private static BufferedReader vendorsAnswers() throws IOException {
        return new BufferedReader(new InputStreamReader(
                new GZIPInputStream(
                        Objects.requireNonNull(OccupancyTest.class.getResourceAsStream("occupancy.csv.gz"))),
                StandardCharsets.UTF_8));
    }

    @Test
    void agreesWithTheVendorsFunctionInEveryRow() throws IOException {
        List<LaunchTable.Row> asked;
        try (BufferedReader text = vendorsAnswers()) {
            asked = LaunchTable.read("occupancy.csv", text).rows();
        }
        List<String> expected;
        try (BufferedReader text = vendorsAnswers()) {
            expected = text.lines().skip(1).toList();
        }
        assertThat(asked).hasSize(3_000);
        List<String> answered = asked.stream().map(row -> {
            Launch launch = row.launch();
            Occupancy occupancy = Occupancy.of(row.capability(), launch);
            return "%s,%d,%d,%d,%d,%d,%s".formatted(row.capability().label(), launch.threads(), launch.registers(),
                    launch.staticShared(), launch.dynamicShared(), occupancy.blocks(),
                    Limit.letters(occupancy.limits()));
        }).toList();
        assertThat(answered).isEqualTo(expected);
    }

    @Test
    void registersAreGivenToWarpsInMultiplesOf256() {
        Occupancy occupancy = Occupancy.of(Capability.V8_6, new Launch(256, 33, 0, 0));
        // 33 * 32 = 1056, rounded up to 1280: 12 warps of a sub-partition's 16,384, 48 of all four.
        assertThat(occupancy.most()).containsEntry(Limit.REGISTERS, 6);
        assertThat(occupancy.limits()).containsExactly(Limit.WARPS, Limit.REGISTERS);
    }

    @Test
    void aBlockIsCheckedAsIfItFilledAllSubPartitionsAlike() {
        // 17 warps are checked as 20, of 4,096 registers each: more than there are, though 17 of
        // them would fit.
        assertThat(Occupancy.of(Capability.V9_0, new Launch(17 * 32, 128, 0, 0)).blocks()).isZero();
        assertThat(Occupancy.of(Capability.V9_0, new Launch(16 * 32, 128, 0, 0)).blocks()).isOne();
    }

    @Test
    void sharedMemoryCountsWhatIsReservedAndRounded() {
        Launch launch = new Launch(32, 16, 1000, 25);
        assertThat(Occupancy.of(Capability.V7_0, launch).sharedBytesTaken()).isEqualTo(1280);
        assertThat(Occupancy.of(Capability.V8_0, launch).sharedBytesTaken()).isEqualTo(1025 + 1024 + 127 & -128);
    }

    @ParameterizedTest
    @EnumSource
    void theMostThatABlockMayHaveFitsAndAByteMoreDoesNot(Capability capability) {
        int most = capability.sharedBytesOfBlock();
        assertThat(Occupancy.of(capability, new Launch(32, 16, most, 0)).blocks()).isOne();
        Occupancy tooMuch = Occupancy.of(capability, new Launch(32, 16, most, 1));
        assertThat(tooMuch.blocks()).isZero();
        assertThat(tooMuch.limits()).containsExactly(Limit.SHARED_MEMORY);
        assertThat(tooMuch.share()).isZero();
    }

    @Test
    void whatALaunchDoesNotNeedIsNoLimit() {
        Occupancy occupancy = Occupancy.of(Capability.V7_5, new Launch(32, 0, 0, 0));
        assertThat(occupancy.most())
                .containsEntry(Limit.REGISTERS, Occupancy.UNLIMITED)
                .containsEntry(Limit.SHARED_MEMORY, Occupancy.UNLIMITED);
        assertThat(occupancy.blocks()).isEqualTo(16);
        assertThat(occupancy.share()).isEqualTo(0.5);
        assertThat(Limit.letters(occupancy.limits())).isEqualTo("b");
    }

    @Test
    void sharedMemoryBeyondAnyNumberDoesNotFit() {
        Launch launch = new Launch(32, 16, Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertThat(Occupancy.of(Capability.V9_0, launch).blocks()).isZero();
    }

    @Test
    void lettersStandInTheirOrder() {
        assertThat(Limit.letters(Set.of(Limit.BLOCKS, Limit.SHARED_MEMORY, Limit.REGISTERS, Limit.WARPS)))
                .isEqualTo("wrsb");
    }
}
