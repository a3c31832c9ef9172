package dev.cleave.gpu.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A tensor in pieces")
class PieceTensorTest {
    private static final int CHANNELS = 1;

    /** A dense tensor whose elements are {@code first}, {@code first + 1}, … in the order of their indices. */
    private static PieceTensor<HostMemory> counted(int first, long... extents) {
        Shape shape = Shape.of(extents);
        float[] values = new float[(int) shape.elements()];
        for (int at = 0; at < values.length; at++) {
            values[at] = first + at;
        }
        return PieceTensor.of(ElementType.FLOAT32, shape, new HostMemory(MemorySegment.ofArray(values)));
    }

    /** All elements in the order of their indices, by runs. */
    private static List<Float> elements(PieceTensor<HostMemory> tensor) {
        List<Float> elements = new ArrayList<>();
        tensor.forEachRun((memory, byteOffset, count) -> {
            for (long at = 0; at < count; at++) {
                elements.add(memory.segment().get(ValueLayout.JAVA_FLOAT_UNALIGNED, byteOffset + 4 * at));
            }
        });
        return elements;
    }

    /** The same, by index, one by one. */
    private static List<Float> elementsByIndex(PieceTensor<HostMemory> tensor) {
        List<Float> elements = new ArrayList<>();
        long[] index = new long[tensor.shape().rank()];
        for (long each = 0; each < tensor.shape().elements(); each++) {
            long rest = each;
            for (int axis = index.length - 1; axis >= 0; axis--) {
                index[axis] = rest % tensor.shape().extent(axis);
                rest /= tensor.shape().extent(axis);
            }
            elements.add(HostTensors.get(tensor, index));
        }
        return elements;
    }

    private static PieceTensor<HostMemory> twoPieces() {
        return PieceTensor.along(CHANNELS, List.of(counted(0, 2, 3, 2), counted(100, 2, 1, 2)));
    }

    @Test
    @DisplayName("is its pieces side by side, image by image")
    void along() {
        PieceTensor<HostMemory> tensor = twoPieces();
        assertThat(tensor).hasToString("2×4×2 FLOAT32 in 2 pieces along axis 1");
        assertThat(elements(tensor)).containsExactly(0f, 1f, 2f, 3f, 4f, 5f, 100f, 101f, 6f, 7f, 8f, 9f, 10f, 11f, 102f,
                103f);
        assertThat(tensor.byteSize()).isEqualTo(64);
        assertThat(tensor.isDense()).isFalse();
        assertThat(HostTensors.get(tensor, 1, 3, 1)).isEqualTo(103f);
        HostTensors.set(tensor, -1f, 1, 3, 1);
        assertThat(HostTensors.get(tensor.slice(CHANNELS, 3, 4), 1, 0, 1)).isEqualTo(-1f);
    }

    @Test
    @DisplayName("is sliced along any axis, and keeps the pieces that a slice touches")
    void slice() {
        PieceTensor<HostMemory> tensor = twoPieces();
        assertThat(elements(tensor.slice(CHANNELS, 2, 4))).containsExactly(4f, 5f, 100f, 101f, 10f, 11f, 102f, 103f);
        assertThat(tensor.slice(CHANNELS, 0, 3).pieces()).hasSize(1);
        assertThat(elements(tensor.slice(0, 1, 2))).containsExactly(6f, 7f, 8f, 9f, 10f, 11f, 102f, 103f);
        assertThat(elements(tensor.slice(2, 1, 2))).containsExactly(1f, 3f, 5f, 101f, 7f, 9f, 11f, 103f);
        assertThatThrownBy(() -> tensor.slice(CHANNELS, 2, 5)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage(
                        "a slice from 2 to 5 along axis 1 of a tensor of 2×4×2: must be at least one index from 0 to 4");
        assertThatThrownBy(() -> tensor.slice(3, 0, 1)).hasMessage("axis 3 of a shape of 2×4×2: must be 0 to 2");
        assertThatThrownBy(() -> tensor.slice(CHANNELS, 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    @DisplayName("is reshaped where its pieces allow: axes beside theirs joined and split, theirs joined with inner ones")
    void reshape() {
        PieceTensor<HostMemory> tensor = twoPieces();
        assertThat(tensor.reshape(Shape.of(2, 8)).pieces()).extracting(piece -> piece.shape().extent(1))
                .containsExactly(6L, 2L);
        assertThat(elements(tensor.reshape(Shape.of(2, 8)))).isEqualTo(elements(tensor));
        assertThat(elements(tensor.reshape(Shape.of(1, 2, 4, 1, 2)))).isEqualTo(elements(tensor));
        assertThatThrownBy(() -> tensor.reshape(Shape.of(16)))
                .hasMessage("a tensor of 2×4×2 in 2 pieces along axis 1 as one of 16: its pieces do not allow that"
                        + " without a copy");
        assertThatThrownBy(() -> tensor.reshape(Shape.of(2, 2, 2, 2))).hasMessageContaining("without a copy");
        assertThatThrownBy(() -> tensor.reshape(Shape.of(2, 4)))
                .hasMessageContaining("has 16 elements, and the other 8");
        PieceTensor<HostMemory> permuted = counted(0, 2, 3).permute(1, 0);
        assertThat(elements(permuted)).containsExactly(0f, 3f, 1f, 4f, 2f, 5f);
        assertThatThrownBy(() -> permuted.reshape(Shape.of(6))).hasMessageContaining("without a copy");
        assertThat(elements(permuted.reshape(Shape.of(3, 1, 2)))).isEqualTo(elements(permuted));
    }

    @Test
    @DisplayName("has the same elements by runs, by index, permuted back and copied, whatever was done to it")
    void randomViews() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            PieceTensor<HostMemory> tensor = randomTensor(random);
            String what = "seed " + seed + ", " + tensor;
            List<Float> elements = elementsByIndex(tensor);
            assertThat(elements(tensor)).as(what).isEqualTo(elements);
            assertThat(elements(tensor.permute(2, 0, 1).permute(1, 2, 0))).as(what).isEqualTo(elements);
            try (Arena arena = Arena.ofConfined()) {
                PieceTensor<HostMemory> copy = HostTensors.allocate(arena, ElementType.FLOAT32, tensor.shape());
                HostTensors.copy(tensor, copy);
                assertThat(elements(copy)).as(what).isEqualTo(elements);
                assertThat(elements(copy.reshape(Shape.of(tensor.shape().elements())))).as(what).isEqualTo(elements);
            }
            Shape joined = Shape.of(tensor.shape().extent(0), 1, tensor.shape().extent(1), tensor.shape().extent(2));
            assertThat(elements(tensor.reshape(joined))).as(what).isEqualTo(elements);
        }
    }

    private static PieceTensor<HostMemory> randomTensor(SplittableRandom random) {
        int axis = random.nextInt(3);
        long[] extents = {random.nextLong(1, 5), random.nextLong(1, 5), random.nextLong(1, 5)};
        List<PieceTensor<HostMemory>> parts = new ArrayList<>();
        for (int part = 1 + random.nextInt(4); part > 0; part--) {
            long[] own = extents.clone();
            own[axis] = random.nextLong(1, 4);
            parts.add(counted(1000 * part, own));
        }
        PieceTensor<HostMemory> tensor = PieceTensor.along(axis, parts);
        int along = random.nextInt(3);
        long from = random.nextLong(tensor.shape().extent(along));
        tensor = tensor.slice(along, from, from + 1 + random.nextLong(tensor.shape().extent(along) - from));
        return random.nextBoolean() ? tensor : tensor.permute(1, 2, 0);
    }

    @Test
    @DisplayName("refuses pieces that do not fit, memory that is too small, and indices that there are not")
    void misfits() {
        PieceTensor<HostMemory> tensor = twoPieces();
        assertThatThrownBy(() -> PieceTensor.along(CHANNELS, List.<PieceTensor<HostMemory>>of()))
                .hasMessage("no tensors to lay side by side: must be at least one");
        assertThatThrownBy(() -> PieceTensor.along(CHANNELS, List.of(tensor, counted(0, 2, 4, 3))))
                .hasMessage("a tensor of 2×4×3 FLOAT32 beside one of 2×4×2 FLOAT32 along axis 1: must be of the same"
                        + " type, and alike along all other axes");
        assertThatThrownBy(() -> PieceTensor.along(0, List.of(tensor, tensor)))
                .hasMessageContaining("in 2 pieces along axis 1 is laid along axis 0");
        HostMemory small = new HostMemory(MemorySegment.ofArray(new byte[63]));
        assertThatThrownBy(() -> PieceTensor.of(ElementType.FLOAT32, Shape.of(4, 4), small))
                .hasMessage("a tensor of 4×4 FLOAT32 at byte 0 takes 64 bytes: must begin at a multiple of 4, and lie"
                        + " within the 63 bytes of its memory");
        Piece<HostMemory> odd = new Piece<>(small, 2, Shape.of(2), List.of(1L));
        assertThatThrownBy(() -> PieceTensor.of(ElementType.FLOAT32, odd)).hasMessageContaining("at byte 2 takes 8");
        assertThatThrownBy(() -> new Piece<>(small, 0, Shape.of(2), List.of(-1L))).hasMessageContaining("strides [-1]");
        assertThatThrownBy(() -> tensor.at(0, 4, 0))
                .hasMessage("index [0, 4, 0] of a tensor of 2×4×2: there is no such element");
        assertThatThrownBy(() -> tensor.at(0)).hasMessageContaining("must be one for each axis");
        assertThatThrownBy(() -> tensor.permute(0, 0, 1)).hasMessageContaining("must be each of 0 to 2 once");
    }

    @Test
    @DisplayName("has a shape without empty axes, and of no more elements than a long counts")
    void shapes() {
        assertThatThrownBy(() -> Shape.of(2, 0)).hasMessage(
                "a shape of [2, 0]: must have at least one extent, and each must be 1 or more");
        assertThatThrownBy(Shape::of).hasMessageContaining("at least one extent");
        assertThatThrownBy(() -> Shape.of(Long.MAX_VALUE, 2)).hasMessageContaining("more than 2^63 - 1 elements");
        assertThatThrownBy(() -> PieceTensor.of(ElementType.FLOAT64, Shape.of(Long.MAX_VALUE),
                new HostMemory(MemorySegment.NULL))).hasMessageContaining("more than 2^63 - 1 bytes");
    }

    @Test
    @DisplayName("is not copied to what has no room for it")
    void copies() {
        PieceTensor<HostMemory> tensor = twoPieces();
        assertThatThrownBy(() -> HostTensors.copy(tensor, counted(0, 2, 4, 3))).hasMessageContaining("the same shape");
        assertThatThrownBy(() -> HostTensors.copy(tensor, twoPieces())).hasMessageContaining("must be dense");
        try (Arena arena = Arena.ofConfined()) {
            PieceTensor<HostMemory> other = HostTensors.allocate(arena, ElementType.INT32, tensor.shape());
            assertThatThrownBy(() -> HostTensors.copy(tensor, other))
                    .hasMessage("a tensor of INT32: must be of FLOAT32");
            assertThatThrownBy(() -> HostTensors.get(other, 0, 0, 0)).hasMessageContaining("must be of FLOAT32");
        }
    }
}
