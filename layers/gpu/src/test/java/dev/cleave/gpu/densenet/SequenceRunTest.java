package dev.cleave.gpu.densenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.tensor.ElementType;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A sequence that is carried out")
class SequenceRunTest {
    private static final int BATCH = 4;

    private static TrainingSequence sequence(DenseNet network, Way way) {
        return TrainingSequence.of(network, way, BATCH, ElementType.FLOAT32);
    }

    /** Knows where every live tensor lies, and refuses two in one place. */
    private static final class Watched implements TensorSpace {
        private final TensorSpace space;
        private final TreeMap<Long, Long> ends = new TreeMap<>();

        Watched(TensorSpace space) {
            this.space = space;
        }

        @Override
        public long allocate(long bytes) {
            long place = space.allocate(bytes);
            if (place != FULL) {
                Map.Entry<Long, Long> before = ends.floorEntry(place);
                assertThat(before == null || before.getValue() <= place).as("the tensor before ends").isTrue();
                Long next = ends.ceilingKey(place);
                assertThat(next == null || place + bytes <= next).as("the tensor behind begins later").isTrue();
                ends.put(place, place + bytes);
            }
            return place;
        }

        @Override
        public void free(long place) {
            assertThat(ends.remove(place)).as("a tensor begins at %s", place).isNotNull();
            space.free(place);
        }

        @Override
        public void copy(long from, long to, Step.Copy rows) {
            space.copy(from, to, rows);
        }

        @Override
        public long reservedBytes() {
            return space.reservedBytes();
        }

        @Override
        public void close() {
            space.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @DisplayName("has each tensor in a place of its own, and the peaks that the sequence says")
    void places(Way way) {
        for (DenseNet network : DenseNet.published()) {
            TrainingSequence sequence = sequence(network, way);
            long capacity = SequenceRun.leastCapacity(sequence, 1);
            try (Watched space = new Watched(new OffsetSpace(capacity))) {
                SequenceRun run = SequenceRun.of(sequence, space);
                assertThat(run.peakLiveBytes()).isEqualTo(sequence.peakLiveBytes());
                assertThat(run.copiedBytes()).isEqualTo(sequence.copiedBytes());
                assertThat(run.peakReservedBytes()).isBetween(run.peakLiveBytes(), capacity);
                assertThat(space.ends).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("needs a capacity that the next smaller one is not enough for")
    void leastCapacity() {
        TrainingSequence sequence = sequence(DenseNet.BC_100, Way.SHARED);
        long capacity = SequenceRun.leastCapacity(sequence, 3);
        long live = sequence.peakLiveBytes();
        assertThat(capacity).isBetween(live, live * 2);
        OffsetSpace enough = new OffsetSpace(capacity);
        OffsetSpace tooSmall = new OffsetSpace(capacity - live / 256);
        assertThatThrownBy(() -> threeTimes(sequence, tooSmall)).isInstanceOf(TensorSpaceFullException.class);
        threeTimes(sequence, enough);
        assertThat(enough.allocate(enough.reservedBytes())).as("all of it is free again").isZero();
        assertThatThrownBy(() -> SequenceRun.leastCapacity(sequence, 0))
                .hasMessage("0 steps of training: must be 1 or more");
    }

    private static void threeTimes(TrainingSequence sequence, OffsetSpace space) {
        for (int step = 0; step < 3; step++) {
            SequenceRun.of(sequence, space);
        }
    }

    @Test
    @DisplayName("says what found no room, and leaves nothing behind")
    void full() {
        TrainingSequence sequence = sequence(DenseNet.BC_100, Way.NAIVE);
        OffsetSpace space = new OffsetSpace(1 << 20);
        assertThatThrownBy(() -> SequenceRun.of(sequence, space)).isInstanceOf(TensorSpaceFullException.class)
                .hasMessageStartingWith("no room for ").hasMessageContaining("(bottleneck, tensor 4)")
                .hasMessageContaining(" bytes are live, and 1048576 reserved");
        assertThat(space.allocate(1 << 20)).as("all of it is free again").isZero();
        assertThatThrownBy(() -> new OffsetSpace(4095)).hasMessage("a capacity of 4095 bytes: must be 4096 or more");
    }

    @Test
    @DisplayName("copies bytes in a pool, each row to where it belongs, and leaves the pool empty")
    void pool() {
        Pool pool = Pool.builder().capacity(8 << 20).build();
        MemorySegment memory = pool.memory();
        try (PoolSpace space = new PoolSpace(pool)) {
            long from = space.allocate(64);
            long to = space.allocate(64);
            for (int at = 0; at < 64; at++) {
                memory.set(ValueLayout.JAVA_BYTE, from + at, (byte) at);
                memory.set(ValueLayout.JAVA_BYTE, to + at, (byte) -1);
            }
            space.copy(from, to, new Step.Copy(0, 8, 16, 1, 4, 32, 2, 8));
            byte[] expected = new byte[64];
            Arrays.fill(expected, (byte) -1);
            for (int at = 0; at < 8; at++) {
                expected[4 + at] = (byte) (8 + at);
                expected[36 + at] = (byte) (24 + at);
            }
            assertThat(memory.asSlice(to, 64).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(expected);
            space.free(from);
            space.free(to);
            assertThat(space.allocate(16 << 20)).isEqualTo(TensorSpace.FULL);
            SequenceRun run = SequenceRun.of(
                    TrainingSequence.of(DenseNet.cifar(10, 2), Way.NAIVE, 1, ElementType.FLOAT32), space);
            assertThat(run.copiedBytes()).isPositive();
            assertThat(run.peakReservedBytes()).isEqualTo(8 << 20);
            assertThat(pool.usedBytes()).isZero();
        }
    }
}
