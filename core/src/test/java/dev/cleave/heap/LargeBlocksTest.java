package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.buddy.Stripes;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Large blocks")
class LargeBlocksTest {
    private static final long UNIT = 4096;

    private final AtomicInteger stripe = new AtomicInteger();
    private final Pool pool = Pool.builder().capacity(16 << 20).purge(false).build();
    private final SlabMap map = new SlabMap(pool.space().units());
    private final LargeBlocks blocks = new LargeBlocks(pool, map, new SampledBlocks(pool, map, null),
            Stripes.of(2).chosenBy(stripe::get));

    @AfterEach
    void nothingIsLeft() {
        blocks.trim();
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        pool.close();
    }

    private long unit(long address) {
        return (address - pool.baseAddress()) / UNIT;
    }

    @Test
    @DisplayName("are in the map while they are live, and are freed once")
    void areInTheMap() {
        long address = blocks.allocate(10 * UNIT + 1, 1);
        assertThat(map.isLarge(unit(address))).isTrue();
        assertThat(blocks.unitsAt(unit(address))).isEqualTo(11);
        assertThat(blocks.around(unit(address) + 10)).isEqualTo(unit(address));
        assertThat(blocks.free(address + UNIT)).as("inside").isFalse();
        assertThat(blocks.free(address + 8)).as("inside").isFalse();

        assertThat(blocks.free(address)).isTrue();

        assertThat(map.isLarge(unit(address))).isFalse();
        assertThat(blocks.free(address)).as("twice").isFalse();
        assertThat(blocks.around(unit(address) + 10)).isEqualTo(-1);
    }

    @Test
    @DisplayName("wait as spares of their stripe, for requests of their size or an eighth less")
    void waitAsSpares() {
        long address = blocks.allocate(18 * UNIT, 1);
        blocks.free(address);
        assertThat(blocks.spareBytes()).isEqualTo(18 * UNIT);
        stripe.set(1);
        long other = blocks.allocate(18 * UNIT, 1);
        assertThat(other).as("of another stripe").isNotEqualTo(address);
        stripe.set(0);
        long less = blocks.allocate(15 * UNIT, 1);
        assertThat(less).as("more than an eighth less").isNotEqualTo(address);

        long fitting = blocks.allocate(16 * UNIT, 1);

        assertThat(fitting).isEqualTo(address);
        assertThat(blocks.unitsAt(unit(fitting))).isEqualTo(18);
        assertThat(blocks.spareBytes()).isZero();
        for (long each : new long[] {fitting, other, less}) {
            assertThat(blocks.free(each)).isTrue();
        }
    }

    @Test
    @DisplayName("go back to the pool where they are too long for a spare, or there are four already, and all at a trim")
    void goBack() {
        long budget = pool.capacity() / 16 / 2;
        blocks.free(blocks.allocate(budget + UNIT, 1));
        assertThat(blocks.spareBytes()).as("too long").isZero();
        long[] same = new long[5];
        Arrays.setAll(same, each -> blocks.allocate(20 * UNIT, 1));
        Arrays.stream(same).forEach(blocks::free);
        assertThat(blocks.spareBytes()).isEqualTo(4 * 20 * UNIT);

        assertThat(blocks.trim()).isEqualTo(4 * 20 * UNIT);
        assertThat(blocks.spareBytes()).isZero();
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
    }

    @Test
    @DisplayName("are resized where they lie, out of the map meanwhile, and never where none begins")
    void areResized() {
        long address = blocks.allocate(10 * UNIT, 1);
        assertThat(blocks.resize(address, 20 * UNIT, bytes -> {
            assertThat(bytes).isEqualTo(20 * UNIT);
            assertThat(blocks.free(address)).as("freed meanwhile").isFalse();
        })).isTrue();
        assertThat(blocks.unitsAt(unit(address))).isEqualTo(20);
        assertThat(blocks.resize(address, 3 * UNIT, bytes -> {})).isTrue();
        assertThat(blocks.unitsAt(unit(address))).isEqualTo(3);

        assertThat(blocks.resize(address, Long.MAX_VALUE, bytes -> {})).isFalse();
        assertThat(blocks.resize(address + UNIT, UNIT, bytes -> {})).isFalse();
        assertThat(blocks.unitsAt(unit(address))).isEqualTo(3);
        assertThat(blocks.free(address)).isTrue();
    }

    @Test
    @DisplayName("are as long as before, and live, where whoever is told of their new end fails")
    void areAsLongAsBefore() {
        long address = blocks.allocate(10 * UNIT, 1);
        for (long byteSize : new long[] {20 * UNIT, 3 * UNIT}) {
            assertThatIllegalStateException().isThrownBy(() -> blocks.resize(address, byteSize, bytes -> {
                throw new IllegalStateException("no");
            }));
            assertThat(blocks.unitsAt(unit(address))).isEqualTo(10);
        }
        assertThat(blocks.free(address)).isTrue();
    }

    @Test
    @DisplayName("are refused with an exception, or a 0, where the pool has no room")
    void areRefused() {
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> blocks.allocate(17 << 20, 1));
        assertThat(blocks.tryAllocate(17 << 20, 1)).isZero();
        assertThat(blocks.tryAllocate(Long.MAX_VALUE, 1)).isZero();
    }
}
