package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.gpu.VictimChoice.Candidate;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The block that is emptied next")
class VictimChoiceTest {
    @Test
    @DisplayName("is the one with the least in it, for which the others have room")
    void isTheEmptiest() {
        assertThat(VictimChoice.next(List.of(new Candidate<>(80, 20, false, "a"), new Candidate<>(30, 70, false, "b"),
                new Candidate<>(60, 40, false, "c")))).contains("b");
    }

    @Test
    @DisplayName("is none where the others have no room, or it took in what was moved before")
    void isNone() {
        assertThat(VictimChoice.next(List.of(new Candidate<>(80, 20, false, "a"), new Candidate<>(70, 30, false, "b"))))
                .isEmpty();
        assertThat(VictimChoice.next(List.of(new Candidate<>(10, 90, true, "a"), new Candidate<>(10, 90, true, "b"))))
                .isEmpty();
        assertThat(VictimChoice.next(List.<Candidate<String>>of())).isEmpty();
    }

    @Test
    @DisplayName("may be an empty one, though it is the only one")
    void mayBeEmpty() {
        assertThat(VictimChoice.next(List.of(new Candidate<>(0, 100, false, "a")))).contains("a");
    }
}
