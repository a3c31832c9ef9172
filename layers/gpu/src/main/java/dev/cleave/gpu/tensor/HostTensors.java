package dev.cleave.gpu.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Elements of tensors that lie in the machine's own memory: reading, writing and copying them. */
public final class HostTensors {
    private HostTensors() {}

    /**
     * A new dense tensor, all zero, that lives as long as the arena.
     *
     * @throws IllegalArgumentException where it would have more than 2<sup>63</sup> - 1 bytes
     */
    public static PieceTensor<HostMemory> allocate(Arena arena, ElementType type, Shape shape) {
        return PieceTensor.of(type, shape, HostMemory.of(arena, type, shape));
    }

    /**
     * One element of a tensor of binary32.
     *
     * @param index one for each axis
     * @throws IndexOutOfBoundsException where there is no such element
     */
    public static float get(PieceTensor<HostMemory> tensor, long... index) {
        requireType(tensor, ElementType.FLOAT32);
        Piece<HostMemory> place = tensor.at(index);
        return place.memory().segment().get(ValueLayout.JAVA_FLOAT_UNALIGNED, place.byteOffset());
    }

    /**
     * Writes one element of a tensor of binary32.
     *
     * @param index one for each axis
     * @throws IndexOutOfBoundsException where there is no such element
     */
    public static void set(PieceTensor<HostMemory> tensor, float value, long... index) {
        requireType(tensor, ElementType.FLOAT32);
        Piece<HostMemory> place = tensor.at(index);
        place.memory().segment().set(ValueLayout.JAVA_FLOAT_UNALIGNED, place.byteOffset(), value);
    }

    /**
     * Copies all elements of a tensor, in the order of their indices, into a dense one: a
     * concatenation, where the first has pieces.
     *
     * @param to dense, of the same type and shape, in other bytes
     * @throws IllegalArgumentException otherwise; nothing was copied
     */
    public static void copy(PieceTensor<HostMemory> from, PieceTensor<HostMemory> to) {
        requireType(to, from.type());
        if (!to.isDense() || !to.shape().equals(from.shape())) {
            throw new IllegalArgumentException(
                    "a copy of " + from + " to " + to + ": must be dense, and of the same shape");
        }
        Piece<HostMemory> target = to.pieces().getFirst();
        MemorySegment bytes = target.memory().segment().asSlice(target.byteOffset(), to.byteSize());
        long[] copied = new long[1];
        from.forEachRun((memory, byteOffset, elements) -> {
            long length = elements * from.type().bytes();
            MemorySegment.copy(memory.segment(), byteOffset, bytes, copied[0], length);
            copied[0] += length;
        });
    }

    private static void requireType(PieceTensor<HostMemory> tensor, ElementType wanted) {
        if (tensor.type() != wanted) {
            throw new IllegalArgumentException("a tensor of " + tensor.type() + ": must be of " + wanted);
        }
    }
}
