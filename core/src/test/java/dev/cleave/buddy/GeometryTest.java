package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeometryTest {
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0", "64, 0, 6", "65, 1, 6", "4096, 1, 12", "4097, 2, 12", "262144, 2, 18", "262145, 3, 18",
        "2147483648, 5, 31", "17179869184, 5, 34"
    })
    void theHighestLevelHasOneWordOverAll(long units, int top, int maxOrder) {
        Geometry geometry = new Geometry(units);
        assertThat(geometry.top).isEqualTo(top);
        assertThat(geometry.maxOrder).isEqualTo(maxOrder);
        assertThat(geometry.words(top)).isEqualTo(1);
        assertThat(geometry.words(0)).isEqualTo((int) ((units + 63) / 64));
        assertThat(geometry.levelOf(maxOrder)).isEqualTo(Math.min(top, maxOrder / 6));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 64, 65, 4097, 300_000, 17_000_000})
    void noTwoWordsOrPlanesShareAPlace(long units) {
        Geometry geometry = new Geometry(units);
        BitSet places = new BitSet(geometry.wordCount);
        places.set(Geometry.ORDERS);
        for (int level = 0; level <= geometry.top; level++) {
            for (int index = 0; index < geometry.words(level); index++) {
                take(places, geometry.word(level, index), geometry);
                for (int order = 0; level > 0 && order <= 6 * level; order++) {
                    take(places, geometry.plane(level, index, order), geometry);
                }
            }
        }
    }

    private static void take(BitSet places, int place, Geometry geometry) {
        assertThat(place).isBetween(0, geometry.wordCount - 1);
        assertThat(places.get(place)).isFalse();
        places.set(place);
    }

    @Test
    void metadataOfAGigabyteOfFramesIsBelowThreeTenThousandths() {
        BuddySpace space = BuddySpace.builder(262_144).stripes(4).build();
        assertThat(space.metadataBytes()).isLessThan((1L << 30) * 3 / 10_000);
    }
}
