package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Idle mappings")
class IdleMappingsTest {
    private final IdleMappings<String> idle = new IdleMappings<>(2);

    @Test
    @DisplayName("are so many at most: the longest idle goes, and who falls idle again is the youngest")
    void areLimited() {
        assertThat(idle.add("a")).isNull();
        assertThat(idle.add("b")).isNull();
        assertThat(idle.add("a")).isNull();
        assertThat(idle.add("c")).isEqualTo("b");
        idle.remove("a");
        assertThat(idle.add("d")).isNull();
        assertThat(idle.size()).isEqualTo(2);
    }

    @Test
    @DisplayName("are none where none may be")
    void areNone() {
        assertThat(new IdleMappings<String>(0).add("a")).isEqualTo("a");
    }
}
