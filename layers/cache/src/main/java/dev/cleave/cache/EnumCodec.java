package dev.cleave.cache;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Constants of an enum, by their position in four bytes. */
final class EnumCodec<E extends Enum<E>> extends ReadyCodec<E> {
    private final Class<E> type;
    private final E[] constants;

    EnumCodec(Class<E> type) {
        this.type = type;
        constants = type.getEnumConstants();
    }

    @Override
    boolean readsWhileWritten() {
        return false;
    }

    @Override
    public long byteSize(E value) {
        return Integer.BYTES;
    }

    @Override
    void write(E value, MemorySegment target, long offset, long byteSize) {
        target.set(JAVA_INT_UNALIGNED, offset, value.ordinal());
    }

    @Override
    E read(MemorySegment source, long offset, long byteSize) {
        int position = source.get(JAVA_INT_UNALIGNED, offset);
        if (position < 0 || position >= constants.length) {
            throw new IllegalStateException("constant " + position + " of " + type.getName() + ": it has "
                    + constants.length);
        }
        return constants[position];
    }
}
