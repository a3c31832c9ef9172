package dev.cleave.workshop.kit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The owner map")
class OwnerMapTest {
    private final OwnerMap owners = new OwnerMap(8);

    @Test
    @DisplayName("lets units go from thread to thread")
    void unitsChangeHands() {
        owners.claim(1, new Block(2, 4));
        owners.giveUp(1, new Block(2, 4));

        assertThatCode(() -> owners.claim(2, new Block(0, 8))).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("says which unit is held by whom")
    void clashesAreNamed() {
        owners.claim(1, new Block(2, 4));

        assertThatThrownBy(() -> owners.claim(2, new Block(4, 4))).isInstanceOf(AssertionError.class)
                .hasMessage("thread 2 was given 4+4, but unit 4 is held by thread 1");
        assertThatThrownBy(() -> owners.giveUp(2, new Block(2, 1))).isInstanceOf(AssertionError.class)
                .hasMessage("thread 2 holds 2+1, but unit 2 was taken over by thread 1");
        assertThatThrownBy(() -> owners.claim(2, new Block(7, 2))).isInstanceOf(AssertionError.class)
                .hasMessageContaining("only 8 units");
    }
}
