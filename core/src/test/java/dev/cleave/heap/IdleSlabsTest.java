package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What stripes had in their hands")
class IdleSlabsTest {
    private final Shelf shelf = new Shelf(SlabClass.of(SizeClasses.of(1024), 12));
    private final IdleSlabs idle = new IdleSlabs(2);

    private Slab open() {
        Slab slab = new Slab(shelf);
        slab.open(1L << 20, 2, 8);
        return slab;
    }

    @Test
    @DisplayName("is idle where it is empty, at once")
    void emptyIsIdle() {
        assertThat(idle.isIdle(0, open())).isTrue();
    }

    @Test
    @DisplayName("is idle where it has as many free slots as when last looked at, and is the same slab")
    void unchangedIsIdle() {
        Slab slab = open();
        slab.take();
        assertThat(idle.isIdle(0, slab)).as("looked at first").isFalse();
        assertThat(idle.isIdle(0, slab)).isTrue();
        slab.take();
        assertThat(idle.isIdle(0, slab)).as("used since").isFalse();
        Slab other = open();
        other.take();
        other.take();
        assertThat(idle.isIdle(0, other)).as("another, with as many").isFalse();
    }

    @Test
    @DisplayName("is remembered for each place by itself")
    void placesAreApart() {
        Slab slab = open();
        slab.take();
        assertThat(idle.isIdle(0, slab)).isFalse();
        assertThat(idle.isIdle(1, slab)).isFalse();
    }

    @Test
    @DisplayName("is idle where there is no slab at all")
    void noneIsIdle() {
        assertThat(idle.isIdle(0, new Slab(shelf))).isTrue();
    }
}
