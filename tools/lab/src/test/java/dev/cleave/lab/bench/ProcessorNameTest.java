package dev.cleave.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A processor's name")
class ProcessorNameTest {
    private static String x86(String vendor, int family, int model, String name) {
        return """
                processor\t: 0
                vendor_id\t: %s
                cpu family\t: %d
                model\t\t: %d
                model name\t: %s
                stepping\t: 1
                microcode\t: 0x1000065
                flags\t\t: fpu vme de pse

                processor\t: 1
                vendor_id\t: %1$s
                cpu family\t: %2$d
                model\t\t: %3$d
                model name\t: %4$s
                stepping\t: 1
                """.formatted(vendor, family, model, name);
    }

    private static String arm(String implementer, String part) {
        return """
                BogoMIPS\t: 243.75
                Features\t: fp asimd evtstrm
                CPU implementer\t: %s
                CPU architecture: 8
                CPU variant\t: 0x1
                CPU part\t: %s
                CPU revision\t: 1
                """.formatted(implementer, part);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "23 | 1 | Zen, Naples", "23 | 49 | Zen 2, Rome", "23 | 113 | Zen 2, Matisse",
        "25 | 1 | Zen 3, Milan", "25 | 17 | Zen 4, Genoa", "25 | 33 | Zen 3, Vermeer", "25 | 97 | Zen 4, Raphael",
        "25 | 160 | Zen 4c, Bergamo", "26 | 2 | Zen 5, Turin", "26 | 17 | Zen 5c, Turin Dense",
        "26 | 68 | Zen 5, Granite Ridge",
    })
    @DisplayName("tells the microarchitecture of what calls itself no more than AMD EPYC")
    void tellsTheZens(int family, int model, String microarchitecture) {
        assertThat(ProcessorName.of(x86("AuthenticAMD", family, model, "AMD EPYC").lines().toList()))
                .contains("AMD EPYC (" + microarchitecture + "; family " + family + ", model " + model
                        + ", stepping 1)");
    }

    @Test
    @DisplayName("tells Intel's too")
    void tellsIntels() {
        assertThat(ProcessorName.of(x86("GenuineIntel", 6, 143, "Intel(R) Xeon(R) Processor").lines().toList()))
                .contains("Intel(R) Xeon(R) Processor (Sapphire Rapids; family 6, model 143, stepping 1)");
    }

    @Test
    @DisplayName("is that and the numbers alone where the microarchitecture is not known")
    void isTheNumbersAlone() {
        assertThat(ProcessorName.of(x86("AuthenticAMD", 25, 255, "AMD EPYC").lines().toList()))
                .contains("AMD EPYC (family 25, model 255, stepping 1)");
        assertThat(ProcessorName.of(x86("GenuineIntel", 25, 17, "unknown").lines().toList()))
                .as("the numbers of another maker")
                .contains("unknown (family 25, model 17, stepping 1)");
        assertThat(ProcessorName.of(List.of("processor : 0", "vendor_id : AuthenticAMD", "cpu family : 26",
                "model : 2"))).contains("AuthenticAMD (Zen 5, Turin; family 26, model 2)");
    }

    @Test
    @DisplayName("on Arm is that of the part")
    void isThatOfThePart() {
        assertThat(ProcessorName.of(("processor : 0\n" + arm("0x41", "0xd40")).lines().toList()))
                .contains("Neoverse V1 (implementer 0x41, part 0xd40, variant 0x1, revision 1)");
        assertThat(ProcessorName.of(("processor : 0\n" + arm("0x99", "0xd40")).lines().toList()))
                .contains("Arm (implementer 0x99, part 0xd40, variant 0x1, revision 1)");
    }

    @Test
    @DisplayName("names each kind of core once")
    void namesEachKindOfCoreOnce() {
        String small = arm("0x41", "0xd05");
        String large = arm("0x41", "0xd0b");
        assertThat(ProcessorName.of(("processor : 0\n" + small + "\nprocessor : 1\n" + small + "\nprocessor : 2\n"
                + large + "\nHardware : a board").lines().toList()))
                .contains("Cortex-A55 (implementer 0x41, part 0xd05, variant 0x1, revision 1)"
                        + " and Cortex-A76 (implementer 0x41, part 0xd0b, variant 0x1, revision 1)");
    }

    @Test
    @DisplayName("is what it calls itself where there are no numbers, and empty where there is nothing")
    void isWhatItCallsItself() {
        assertThat(ProcessorName.of(List.of("processor : 0", "model name : a RISC", "model : none")))
                .contains("a RISC");
        assertThat(ProcessorName.of(List.of("processor : 0", "isa : rv64imafdc", "", "no colon"))).isEmpty();
        assertThat(ProcessorName.of(List.of())).isEmpty();
    }

    @Test
    @DisplayName("is there for this machine")
    void isThereForThisMachine() {
        assertThat(ProcessorName.here()).isNotBlank();
        assertThat(Environment.here().cpu()).isEqualTo(ProcessorName.here());
    }
}
