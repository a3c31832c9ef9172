package dev.cleave.far;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Places")
class PlacesTest {
    private static final int PIECE = 1024;

    @Test
    @DisplayName("are bounded, and rounded to units")
    void areBounded() {
        Places places = new Places(10 * 256 + 255, 256, PIECE);
        assertThat(places.capacity()).isEqualTo(2560);

        long first = places.allocate(257);
        assertThat(places.usedBytes()).isEqualTo(512);
        assertThat(places.allocate(2560)).isEqualTo(-1);
        assertThat(places.allocate(Long.MAX_VALUE)).isEqualTo(-1);

        assertThat(places.free(first + 1)).isNull();
        assertThat(places.free(first)).isNotNull();
        assertThat(places.free(first)).isNull();
        assertThat(places.find(first)).isNull();
        assertThat(places.usedBytes()).isZero();
        assertThat(places.allocate(2560)).isZero();
        assertThat(places.count()).isOne();
    }

    @Test
    @DisplayName("are cut into pieces, of which the last may be shorter")
    void areCutIntoPieces() {
        Placed placed = new Placed(2 * PIECE + 1, PIECE);

        assertThat(placed.pieces()).isEqualTo(3);
        assertThat(placed.length(0)).isEqualTo(PIECE);
        assertThat(placed.length(2)).isOne();
        assertThat(placed.start(2)).isEqualTo(2 * PIECE);
        assertThat(placed.pieceAt(PIECE - 1)).isZero();
        assertThat(placed.pieceAt(PIECE)).isOne();
        assertThat(placed.generation(1)).isEqualTo(Placed.NEVER);
        assertThat(placed.written(1, 5)).isEqualTo(Placed.NEVER);
        assertThat(placed.written(1, 6)).isEqualTo(5);
        assertThat(placed.generation(1)).isEqualTo(6);
    }
}
