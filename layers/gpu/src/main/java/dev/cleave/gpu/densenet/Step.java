package dev.cleave.gpu.densenet;

/** One thing that training does to memory. Tensors are numbered in the order of their allocation, from 0. */
public sealed interface Step {
    /**
     * A tensor begins.
     *
     * @param tensor its number
     * @param name what it is
     * @param bytes how large, 1 or more
     */
    record Allocate(int tensor, String name, long bytes) implements Step {}

    /**
     * A tensor ends.
     *
     * @param tensor its number
     */
    record Free(int tensor) implements Step {}

    /**
     * Channels of each image are copied from one tensor to another: rows of bytes, an image each.
     *
     * @param from the tensor that is read
     * @param fromStart its byte at which the first row begins
     * @param fromStride bytes from there to the next row
     * @param to the tensor that is written, another one
     * @param toStart its byte at which the first row begins
     * @param toStride bytes from there to the next row
     * @param rows how many
     * @param rowBytes bytes of each
     */
    record Copy(int from, long fromStart, long fromStride, int to, long toStart, long toStride, int rows,
            long rowBytes) implements Step {
        /** All that is copied. */
        public long bytes() {
            return rows * rowBytes;
        }
    }
}
