package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A class of slots")
class SlabClassTest {
    private static final int UNIT_SHIFT = 12;
    private static final int SLOT_BYTES = 1024;

    private final SlabClass kind = SlabClass.of(SizeClasses.of(SLOT_BYTES), UNIT_SHIFT);

    @Test
    @DisplayName("wants larger slabs the more slots it has, and smaller ones again when they are gone")
    void grows() {
        int first = kind.wantedUnits();
        for (int slab = 0; slab < 40; slab++) {
            kind.opened(8);
        }
        assertThat(kind.wantedUnits()).isGreaterThanOrEqualTo(40 * 8 / 8 * SLOT_BYTES >> UNIT_SHIFT);
        for (int slab = 0; slab < 40; slab++) {
            kind.retired(8);
        }
        assertThat(kind.wantedUnits()).isEqualTo(first);
    }

    @Test
    @DisplayName("of a heap has bytes in its slots, and one of an object cache what its life says")
    void hasALife() {
        assertThat(kind.life).isNull();
        assertThat(kind.owner()).isEqualTo("of 1024 bytes");
        CountedLife life = new CountedLife();
        SlabClass constructed = SlabClass.of(life, 48, UNIT_SHIFT);
        assertThat(constructed.life).isSameAs(life);
        assertThat(constructed.owner()).isEqualTo(life.owner());
        assertThat(constructed.slotBytes).isEqualTo(48);
    }
}
