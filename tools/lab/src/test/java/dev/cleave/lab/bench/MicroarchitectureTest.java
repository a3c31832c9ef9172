package dev.cleave.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A microarchitecture")
class MicroarchitectureTest {
    @Test
    @DisplayName("is known by the whole row of its models, and none besides")
    void isKnownByItsRow() {
        assertThat(Microarchitecture.ofModel("AuthenticAMD", 25, 0x07)).contains("Zen 3, Milan");
        assertThat(Microarchitecture.ofModel("AuthenticAMD", 25, 0x08)).contains("Zen 3, Chagall");
        assertThat(Microarchitecture.ofModel("AuthenticAMD", 25, 0x10)).contains("Zen 4, Genoa");
        assertThat(Microarchitecture.ofModel("AuthenticAMD", 25, 0x30)).isEmpty();
        assertThat(Microarchitecture.ofModel("AuthenticAMD", 24, 0x01)).isEmpty();
        assertThat(Microarchitecture.ofModel("GenuineIntel", 6, 0x55)).isPresent();
        assertThat(Microarchitecture.ofModel("GenuineIntel", 15, 0x55)).isEmpty();
    }

    @Test
    @DisplayName("has one meaning for each model")
    void hasOneMeaning() {
        for (String maker : new String[] {"AuthenticAMD", "GenuineIntel"}) {
            for (int family = 0; family < 32; family++) {
                for (int model = 0; model < 256; model++) {
                    assertThat(Microarchitecture.rows(maker, family, model)).hasSizeLessThanOrEqualTo(1);
                }
            }
        }
    }

    @Test
    @DisplayName("on Arm is known by implementer and part")
    void isKnownByPart() {
        assertThat(Microarchitecture.ofPart("0x41", 0xd0c)).contains("Neoverse N1");
        assertThat(Microarchitecture.ofPart("0x48", 0xd0c)).isEmpty();
    }
}
