package dev.cleave.workshop.uneven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SizesTest {
    private final Sizes sizes = new Sizes(1, 2, 3, 4, 6, 8, 12, 16);

    @Test
    @DisplayName("Each size is the sum of its parts")
    void parts() {
        for (int size = 1; size < sizes.count(); size++) {
            int left = sizes.leftOf(size);
            assertThat(sizes.unitsOf(left) + sizes.unitsOf(sizes.rightOf(size))).isEqualTo(sizes.unitsOf(size));
            assertThat(sizes.parentOfLeft(left)).isEqualTo(size);
        }
        assertThat(sizes.unitsOf(sizes.rightOf(7))).isEqualTo(4);
        assertThat(sizes.unitsOf(sizes.rightOf(6))).isEqualTo(4);
        assertThat(sizes.unitsOf(sizes.rightOf(5))).isEqualTo(2);
    }

    @Test
    @DisplayName("Sizes are found from below and from above")
    void search() {
        assertThat(sizes.unitsOf(sizes.atLeast(5))).isEqualTo(6);
        assertThat(sizes.unitsOf(sizes.atLeast(6))).isEqualTo(6);
        assertThat(sizes.atLeast(17)).isEqualTo(sizes.count());
        assertThat(sizes.unitsOf(sizes.atMost(5))).isEqualTo(4);
        assertThat(sizes.unitsOf(sizes.atMost(100))).isEqualTo(16);
    }

    @Test
    @DisplayName("A table in which a size does not split into two of its sizes is refused, naming the size")
    void noTable() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Sizes(1, 2, 5)).withMessageContaining("size 5");
        assertThatIllegalArgumentException().isThrownBy(() -> new Sizes(2, 4)).withMessageContaining("1 unit");
        assertThatIllegalArgumentException().isThrownBy(Sizes::new).withMessageContaining("1 unit");
    }
}
