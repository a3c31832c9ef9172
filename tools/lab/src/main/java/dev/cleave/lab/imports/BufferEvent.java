package dev.cleave.lab.imports;

import java.nio.ByteBuffer;

/**
 * What a JFR recording tells of one block.
 *
 * @param nanos when, since 1970
 * @param kind what happened to it
 * @param address of the block
 * @param bytes asked for; of the whole block where it grew; 0 where it was freed or left
 * @param weight the bytes that a sampled block stands for, or by which they grew; 0 where each
 *     block is told of
 * @param thread the recording's own number of the thread
 * @param allocator the number of the allocator among those of the recording
 */
record BufferEvent(long nanos, Kind kind, long address, long bytes, long weight, long thread, int allocator) {
    /** What one takes in a buffer. */
    static final int BYTES = 5 * Long.BYTES + Integer.BYTES + Byte.BYTES;

    private static final Kind[] KINDS = Kind.values();

    /** What happened to a block. */
    enum Kind {
        /** It was allocated. */
        ALLOCATED,

        /** It was freed. */
        FREED,

        /** It will be left for the block that its thread allocates next. */
        LEFT,

        /** It was made longer where it lies. */
        GREW
    }

    void writeTo(ByteBuffer buffer) {
        buffer.putLong(nanos).put((byte) kind.ordinal()).putLong(address).putLong(bytes).putLong(weight)
                .putLong(thread).putInt(allocator);
    }

    static BufferEvent readFrom(ByteBuffer buffer) {
        return new BufferEvent(buffer.getLong(), KINDS[buffer.get()], buffer.getLong(), buffer.getLong(),
                buffer.getLong(), buffer.getLong(), buffer.getInt());
    }
}
