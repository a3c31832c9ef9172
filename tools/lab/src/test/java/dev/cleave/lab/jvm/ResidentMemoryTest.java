package dev.cleave.lab.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisplayName("Resident memory")
class ResidentMemoryTest {
    @Test
    @DisplayName("is read from the line of resident pages")
    void isRead() {
        List<String> lines = List.of("00400000-7fff [rollup]", "Rss:    12 kB", "Pss: 3 kB", "AnonHugePages: 8 kB");
        assertThat(ResidentMemory.parse(lines, "Rss:")).isEqualTo(12 << 10);
        assertThat(ResidentMemory.parse(lines, "AnonHugePages:")).isEqualTo(8 << 10);
        assertThatThrownBy(() -> ResidentMemory.parse(List.of("Pss: 3 kB"), "Rss:"))
                .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("Rss:");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("grows where memory is touched")
    void grows() {
        assertThat(ResidentMemory.isKnown()).isTrue();
        assertThat(ResidentMemory.hugePagesBytes()).isBetween(0L, ResidentMemory.bytes());
        long most = 0;
        for (int attempt = 0; attempt < 10 && most <= 32 << 20; attempt++) { // what the JVM gives back meanwhile may outweigh one
            long before = ResidentMemory.bytes();
            try (Arena arena = Arena.ofConfined()) {
                arena.allocate(64 << 20).fill((byte) 1);
                most = Math.max(most, ResidentMemory.bytes() - before);
            }
        }
        assertThat(most).isGreaterThan(32 << 20);
    }
}
