package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A place as one number")
class PlacesTest {
    private static final long ADDRESS = 0x7FFF_1234_5678L;

    @Test
    @DisplayName("keeps tier, place and address apart")
    void keepsAll() {
        for (int tier = 0; tier < Places.MOST_TIERS; tier++) {
            long place = Places.of(tier, 5L << 48 | ADDRESS, false);
            assertThat(Places.tier(place)).isEqualTo(tier);
            assertThat(Places.isRemote(place)).isFalse();
            assertThat(Places.address(place)).isEqualTo(ADDRESS);
            assertThat(Places.inTier(place)).isEqualTo(5L << 48 | ADDRESS);
        }
    }

    @Test
    @DisplayName("is none of the numbers for no place, were it place 0 of tier 0")
    void neverNone() {
        long place = Places.of(0, 0, true);
        assertThat(place).isNotEqualTo(Places.NONE);
        assertThat(Places.isRemote(place)).isTrue();
        assertThat(Places.tier(place)).isZero();
        assertThat(Places.tier(Places.NONE)).isEqualTo(-1);
    }

    @Test
    @DisplayName("is legal where it is below 2^56, and its address is in its low bits")
    void legal() {
        assertThat(Places.isLegal(3L << 48 | ADDRESS, ADDRESS)).isTrue();
        assertThat(Places.isLegal(17, Tier.NO_ADDRESS)).isTrue();
        assertThat(Places.isLegal(17, ADDRESS)).isFalse();
        assertThat(Places.isLegal(1L << 56, Tier.NO_ADDRESS)).isFalse();
        assertThat(Places.isLegal(-2, Tier.NO_ADDRESS)).isFalse();
    }
}
