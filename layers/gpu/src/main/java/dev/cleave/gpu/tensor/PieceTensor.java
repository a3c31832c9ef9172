package dev.cleave.gpu.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A tensor in pieces: what one program made in several places, seen as one, without a copy.
 *
 * {@snippet :
 * PieceTensor<HostMemory> first = PieceTensor.of(FLOAT32, Shape.of(64, 24, 32, 32), bytes);
 * PieceTensor<HostMemory> second = PieceTensor.of(FLOAT32, Shape.of(64, 12, 32, 32), others);
 * PieceTensor<HostMemory> both = PieceTensor.along(1, List.of(first, second));  // 64×36×32×32
 * both.slice(1, 20, 30).forEachRun((memory, byteOffset, elements) -> use(memory, byteOffset, elements));
 * }
 *
 * The pieces lie one behind another along one {@link #axis() axis}, and are as large as the whole
 * along all others. Slices, reshaped and permuted tensors are views of the same bytes.
 *
 * <p>Immutable; what lies in the bytes is their owner's. Any thread may use it.
 *
 * <p><strong>Cost.</strong> Every view makes a few objects for each piece, and touches no element.
 *
 * @param <M> the kind of memory
 */
public final class PieceTensor<M extends TensorMemory> {
    private final ElementType type;
    private final Shape shape;
    private final int axis;
    private final List<Piece<M>> pieces;

    private PieceTensor(ElementType type, Shape shape, int axis, List<Piece<M>> pieces) {
        this.type = type;
        this.shape = shape;
        this.axis = pieces.size() == 1 ? 0 : axis;
        this.pieces = List.copyOf(pieces);
    }

    /**
     * A tensor of one piece that begins where the memory does, its elements in the order of their
     * indices, the innermost axis fastest.
     *
     * @throws IllegalArgumentException where the memory has fewer bytes
     */
    public static <M extends TensorMemory> PieceTensor<M> of(ElementType type, Shape shape, M memory) {
        return of(type, memory, new Piece<>(memory, 0, shape, Strides.dense(shape)));
    }

    /**
     * A tensor of one piece, whose elements lie as its strides say.
     *
     * @throws IllegalArgumentException where the memory ends before, or the first element lies at
     *     no multiple of an element's bytes
     */
    public static <M extends TensorMemory> PieceTensor<M> of(ElementType type, Piece<M> piece) {
        return of(type, piece.memory(), piece);
    }

    private static <M extends TensorMemory> PieceTensor<M> of(ElementType type, M memory, Piece<M> piece) {
        long first = piece.byteOffset();
        long bytes;
        try {
            long reach = Strides.reach(piece.shape(), piece.strideArray());
            bytes = Math.multiplyExact(Math.addExact(reach, 1), (long) type.bytes());
        } catch (ArithmeticException tooFar) {
            throw new IllegalArgumentException("a tensor of " + piece.shape() + " with strides " + piece.strides()
                    + ": has more than 2^63 - 1 bytes", tooFar);
        }
        if (first < 0 || first % type.bytes() != 0 || bytes > memory.byteSize() - first) {
            throw new IllegalArgumentException("a tensor of " + piece.shape() + " " + type + " at byte " + first
                    + " takes " + bytes + " bytes: must begin at a multiple of " + type.bytes()
                    + ", and lie within the " + memory.byteSize() + " bytes of its memory");
        }
        return new PieceTensor<>(type, piece.shape(), 0, List.of(piece));
    }

    /**
     * Tensors side by side as one, without a copy.
     *
     * @param axis along which they lie
     * @param parts at least one, of one type, and alike but for their extents along the axis; one
     *     that has several pieces has them along the same axis
     * @throws IllegalArgumentException where they do not fit together
     */
    public static <M extends TensorMemory> PieceTensor<M> along(int axis, List<PieceTensor<M>> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("no tensors to lay side by side: must be at least one");
        }
        PieceTensor<M> first = parts.getFirst();
        first.shape.requireAxis(axis);
        List<Piece<M>> pieces = new ArrayList<>();
        long extent = 0;
        for (PieceTensor<M> part : parts) {
            if (part.type != first.type || part.shape.rank() != first.shape.rank()
                    || !part.shape.with(axis, 1).equals(first.shape.with(axis, 1))) {
                throw new IllegalArgumentException("a tensor of " + part.shape + " " + part.type + " beside one of "
                        + first.shape + " " + first.type + " along axis " + axis
                        + ": must be of the same type, and alike along all other axes");
            }
            if (part.pieces.size() > 1 && part.axis != axis) {
                throw new IllegalArgumentException("a tensor in " + part.pieces.size() + " pieces along axis "
                        + part.axis + " is laid along axis " + axis + ": must be the same axis, or one piece");
            }
            pieces.addAll(part.pieces);
            extent = Math.addExact(extent, part.shape.extent(axis));
        }
        return new PieceTensor<>(first.type, first.shape.with(axis, extent), axis, pieces);
    }

    /** What its elements are. */
    public ElementType type() {
        return type;
    }

    /** Its extents. */
    public Shape shape() {
        return shape;
    }

    /** The axis along which its pieces lie; 0 where there is one alone. */
    public int axis() {
        return axis;
    }

    /** Its pieces, in their order along the axis. */
    public List<Piece<M>> pieces() {
        return pieces;
    }

    /** The bytes of all its elements. */
    public long byteSize() {
        return Math.multiplyExact(shape.elements(), (long) type.bytes());
    }

    /** Whether it is one piece whose elements lie next to each other, in the order of their indices. */
    public boolean isDense() {
        return pieces.size() == 1 && pieces.getFirst().isDenseFrom(0);
    }

    /**
     * The elements with some indices along one axis. Pieces that have none of them are left out.
     *
     * @param along the axis
     * @param from the first index
     * @param to the index behind the last
     * @throws IndexOutOfBoundsException where there are no such axis or indices
     */
    public PieceTensor<M> slice(int along, long from, long to) {
        long extent = shape.extent(along);
        if (from < 0 || to > extent || from >= to) {
            throw new IndexOutOfBoundsException("a slice from " + from + " to " + to + " along axis " + along
                    + " of a tensor of " + shape + ": must be at least one index from 0 to " + extent);
        }
        List<Piece<M>> kept = new ArrayList<>();
        if (along != axis) {
            pieces.forEach(piece -> kept.add(piece.sliced(along, from, to, type.bytes())));
        } else {
            long begin = 0;
            for (Piece<M> piece : pieces) {
                long end = begin + piece.shape().extent(axis);
                if (Math.max(from, begin) < Math.min(to, end)) {
                    kept.add(piece.sliced(axis, Math.max(from, begin) - begin, Math.min(to, end) - begin,
                            type.bytes()));
                }
                begin = end;
            }
        }
        return new PieceTensor<>(type, shape.with(along, to - from), axis, kept);
    }

    /**
     * The same elements with their axes in another order.
     *
     * @param order each axis once: the axis {@code order[i]} becomes axis {@code i}
     * @throws IllegalArgumentException where one is missing
     */
    public PieceTensor<M> permute(int... order) {
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        boolean each = sorted.length == shape.rank();
        for (int index = 0; each && index < sorted.length; index++) {
            each = sorted[index] == index;
        }
        if (!each) {
            throw new IllegalArgumentException("axes in the order " + Arrays.toString(order) + " of a tensor of "
                    + shape + ": must be each of 0 to " + (shape.rank() - 1) + " once");
        }
        List<Piece<M>> permuted = pieces.stream()
                .map(piece -> new Piece<>(piece.memory(), piece.byteOffset(), permuted(piece.shape(), order),
                        Arrays.stream(order).mapToObj(piece.strides()::get).toList()))
                .toList();
        int place = 0;
        while (order[place] != axis) {
            place++;
        }
        return new PieceTensor<>(type, permuted(shape, order), place, permuted);
    }

    private static Shape permuted(Shape shape, int[] order) {
        return new Shape(Arrays.stream(order).mapToObj(shape.extents()::get).toList());
    }

    /**
     * The same elements, in the same order of their indices, in another shape.
     *
     * <p>Axes that are joined must follow each other densely in each piece. Where there are several
     * pieces, each must be a whole number of indices of one new axis, whose outer axes have as many
     * indices as those of the pieces' axis had.
     *
     * @param wanted of as many elements
     * @throws IllegalArgumentException where it has another number of elements, or the pieces do
     *     not allow it without a copy
     */
    public PieceTensor<M> reshape(Shape wanted) {
        if (wanted.elements() != shape.elements()) {
            throw new IllegalArgumentException("a tensor of " + shape + " as one of " + wanted + ": has "
                    + shape.elements() + " elements, and the other " + wanted.elements());
        }
        for (int place = wanted.rank() - 1; place >= 0; place--) {
            if (wanted.outer(place) == shape.outer(axis)) {
                Optional<List<Piece<M>>> reshaped = reshaped(wanted, place);
                if (reshaped.isPresent()) {
                    return new PieceTensor<>(type, wanted, place, reshaped.get());
                }
            }
        }
        throw new IllegalArgumentException("a tensor of " + shape + " in " + pieces.size() + " pieces along axis "
                + axis + " as one of " + wanted + ": its pieces do not allow that without a copy");
    }

    /** The pieces along an axis of the wanted shape, if all of them can lie so. */
    private Optional<List<Piece<M>>> reshaped(Shape wanted, int place) {
        List<Piece<M>> reshaped = new ArrayList<>();
        for (Piece<M> piece : pieces) {
            long elements = piece.shape().extent(axis) * piece.shape().inner(axis);
            if (elements % wanted.inner(place) != 0) {
                return Optional.empty();
            }
            Shape part = wanted.with(place, elements / wanted.inner(place));
            Optional<long[]> strides = Strides.reshaped(piece.shape(), piece.strideArray(), part);
            if (strides.isEmpty()) {
                return Optional.empty();
            }
            reshaped.add(new Piece<>(piece.memory(), piece.byteOffset(), part, strides.get()));
        }
        return Optional.of(reshaped);
    }

    /**
     * Where one element lies.
     *
     * @param index one for each axis
     * @throws IndexOutOfBoundsException where there is no such element
     */
    public Piece<M> at(long... index) {
        if (index.length != shape.rank()) {
            throw new IndexOutOfBoundsException("index " + Arrays.toString(index) + " of a tensor of " + shape
                    + ": must be one for each axis");
        }
        PieceTensor<M> element = this;
        for (int each = 0; each < index.length; each++) {
            if (index[each] < 0 || index[each] >= shape.extent(each)) {
                throw new IndexOutOfBoundsException(
                        "index " + Arrays.toString(index) + " of a tensor of " + shape + ": there is no such element");
            }
            element = element.slice(each, index[each], index[each] + 1);
        }
        return element.pieces.getFirst();
    }

    /**
     * Visits all elements in the order of their indices, the innermost axis fastest, as runs that
     * lie next to each other. Cost: a call for each run, which is as long as the strides allow
     * within an index of the axes outside of {@link #axis()}.
     */
    public void forEachRun(RunVisitor<M> visitor) {
        Objects.requireNonNull(visitor, "visitor");
        visitOuter(visitor, 0, new long[shape.rank()]);
    }

    /** All indices of the axes outside of the pieces' own; then piece by piece. */
    private void visitOuter(RunVisitor<M> visitor, int outer, long[] index) {
        if (outer < axis) {
            for (index[outer] = 0; index[outer] < shape.extent(outer); index[outer]++) {
                visitOuter(visitor, outer + 1, index);
            }
            return;
        }
        for (Piece<M> piece : pieces) {
            long offset = piece.byteOffset();
            for (int each = 0; each < axis; each++) {
                offset += index[each] * piece.strides().get(each) * type.bytes();
            }
            int dense = Math.max(axis, Strides.denseFrom(piece.shape(), piece.strideArray()));
            visitInner(visitor, piece, axis, dense, offset);
        }
    }

    private void visitInner(RunVisitor<M> visitor, Piece<M> piece, int each, int dense, long offset) {
        if (each == dense) {
            visitor.visit(piece.memory(), offset, dense == shape.rank()
                    ? 1
                    : piece.shape().extent(dense)
                            * piece.shape().inner(dense));
            return;
        }
        long step = piece.strides().get(each) * type.bytes();
        for (long index = 0; index < piece.shape().extent(each); index++) {
            visitInner(visitor, piece, each + 1, dense, offset + index * step);
        }
    }

    /** As {@code 64×36×32×32 FLOAT32 in 2 pieces along axis 1}. */
    @Override
    public String toString() {
        String where = pieces.size() == 1 ? "one piece" : pieces.size() + " pieces along axis " + axis;
        return shape + " " + type + " in " + where;
    }
}
