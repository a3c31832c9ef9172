package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A double stack")
class DoubleStackSpaceTest {
    private final DoubleStackSpace stacks = new DoubleStackSpace(100);

    @Test
    @DisplayName("grows from both ends until they meet")
    void meets() {
        assertThat(stacks.allocate(30, 0, true)).isZero();
        assertThat(stacks.allocateUpper(30, 0)).isEqualTo(70);
        assertThat(stacks.allocate(50, 0, true)).isEqualTo(BlockSpace.NONE);
        assertThat(stacks.allocateUpper(41, 0)).isEqualTo(BlockSpace.NONE);
        assertThat(stacks.allocateUpper(40, 0)).isEqualTo(30);
        assertThat(stacks.freeUnits()).isZero();
    }

    @Test
    @DisplayName("gives the last back first; what was freed under it comes back with it")
    void givesBack() {
        long a = stacks.allocate(10, 0, true);
        long b = stacks.allocate(10, 0, true);
        long c = stacks.allocateUpper(10, 0);
        long d = stacks.allocateUpper(10, 0);
        stacks.free(a);
        stacks.free(c);
        assertThat(stacks.freeUnits()).isEqualTo(60);
        stacks.free(b);
        assertThat(stacks.freeUnits()).isEqualTo(80);
        stacks.free(d);
        assertThat(stacks.freeUnits()).isEqualTo(100);
    }

    @Test
    @DisplayName("aligns upwards below, and downwards above")
    void aligns() {
        stacks.allocate(3, 0, true);
        assertThat(stacks.allocate(2, 3, true)).isEqualTo(8);
        assertThat(stacks.allocateUpper(3, 3)).isEqualTo(96);
        assertThat(stacks.allocateUpper(3, 3)).isEqualTo(88);
    }

    @Test
    @DisplayName("refuses an offset that nothing begins at, and what was freed")
    void refuses() {
        long one = stacks.allocate(10, 0, true);
        stacks.allocate(10, 0, true);
        assertThatIllegalArgumentException().isThrownBy(() -> stacks.free(5)).withMessageContaining("offset 5");
        stacks.free(one);
        assertThatIllegalArgumentException().isThrownBy(() -> stacks.free(one));
    }

    @Test
    @DisplayName("is taken as a whole only while it is empty")
    void isTakenAsAWhole() {
        long one = stacks.allocateUpper(1, 0);
        assertThat(stacks.takeAll()).isFalse();
        stacks.free(one);
        assertThat(stacks.takeAll()).isTrue();
        assertThat(stacks.allocate(1, 0, true)).isEqualTo(BlockSpace.NONE);
    }
}
