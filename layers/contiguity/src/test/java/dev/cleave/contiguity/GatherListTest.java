package dev.cleave.contiguity;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.histories.Together;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A gather list")
class GatherListTest {
    private static final long MIB = 1 << 20;
    private static final long UNIT = 4 << 10;

    private final Pool pool = Pool.builder().name("gathered").capacity(8 * MIB).purge(false).build();
    private final List<Long> taken = new ArrayList<>();

    @AfterEach
    void nothingIsLost() {
        taken.forEach(pool::free);
        assertThat(pool.usage().usedBytes()).isZero();
        pool.space().verify();
        pool.close();
    }

    /** Leaves holes of 1, 2, 3, … units, up to so many, and nothing else. */
    private void holes(int longest) {
        long at = 0;
        for (int units = 1; units <= longest; units++) {
            at += units;
            take(at++, 1);
        }
        take(at, pool.capacity() / UNIT - at);
    }

    private void take(long unit, long units) {
        long address = pool.baseAddress() + unit * UNIT;
        assertThat(pool.tryAllocateAt(address, units * UNIT)).isTrue();
        taken.add(address);
    }

    @Test
    @DisplayName("is one piece where there is one")
    void onePiece() {
        try (GatherList list = GatherList.of(pool, 3 * MIB + 5)) {
            assertThat(list.pieces()).hasSize(1);
            assertThat(list.byteSize()).isEqualTo(3 * MIB + 5);
            assertThat(list.pieces().getFirst().byteSize()).isEqualTo(3 * MIB + 5);
        }
    }

    @Test
    @DisplayName("has the fewest pieces that there are, the lowest first, of exactly so many bytes together")
    void fewestPieces() {
        holes(10);
        try (GatherList list = GatherList.of(pool, 24 * UNIT + 1)) {
            assertThat(list.pieces()).extracting(piece -> piece.byteSize() / UNIT).containsExactly(6L, 9L, 9L);
            assertThat(list.pieces().getLast().byteSize()).isEqualTo(9 * UNIT + 1);
            assertThat(list.byteSize()).isEqualTo(24 * UNIT + 1);
            list.view().fill((byte) 1);
            assertThatIllegalStateException().as("it is leased").isThrownBy(pool::close);
        }
        try (GatherList all = GatherList.of(pool, 55 * UNIT)) {
            assertThat(all.pieces()).hasSize(10);
        }
    }

    @Test
    @DisplayName("is had whole or not at all")
    void allOrNothing() {
        holes(10);
        long used = pool.usedBytes();
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> GatherList.of(pool, 55 * UNIT + 1));
        assertThat(pool.usedBytes()).isEqualTo(used);
        assertThatIllegalArgumentException().isThrownBy(() -> GatherList.of(pool, 0));
    }

    @Test
    @DisplayName("ends with all of its pieces, once")
    void ends() {
        holes(3);
        GatherList list = GatherList.of(pool, 5 * UNIT);
        GatherView view = list.view();
        list.close();
        assertThatIllegalStateException().isThrownBy(() -> view.get(0));
        assertThatIllegalStateException().isThrownBy(() -> view.pieces().getLast().get(JAVA_BYTE, 0));
        assertThatIllegalStateException().isThrownBy(list::close).withMessageContaining("close a list once");
    }

    @Test
    @DisplayName("shares the pool with others who take what it has chosen")
    void threads() throws Exception {
        List<Callable<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            SplittableRandom random = new SplittableRandom(System.nanoTime() + thread);
            threads.add(() -> {
                for (int round = 0; round < 500; round++) {
                    gatherOnce(random);
                }
                return null;
            });
        }
        Together.run(threads);
    }

    private void gatherOnce(SplittableRandom random) {
        try (GatherList list = GatherList.of(pool, 1 + random.nextLong(5 * MIB))) {
            byte stamp = (byte) random.nextInt();
            list.pieces().forEach(piece -> piece.set(JAVA_BYTE, piece.byteSize() - 1, stamp));
            long other = pool.tryAllocateAddress(1 + random.nextInt(1 << 16));
            if (other != 0) {
                pool.free(other);
            }
            assertThat(list.pieces()).allMatch(piece -> piece.get(JAVA_BYTE, piece.byteSize() - 1) == stamp);
        } catch (PoolExhaustedException others) {
            assertThat(others.requestedBytes()).isPositive();
        }
    }
}
