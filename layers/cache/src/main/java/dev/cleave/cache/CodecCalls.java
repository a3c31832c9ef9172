package dev.cleave.cache;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks a codec, and believes nothing that it says unless it is one of this library's own. */
final class CodecCalls<T> {
    private final Codec<T> codec;
    private final @Nullable ReadyCodec<T> ready;

    /** What is encoded, for messages: a key or a value. */
    private final String what;

    CodecCalls(Codec<T> codec, String what) {
        this.codec = Objects.requireNonNull(codec, what + " codec");
        this.what = what;
        ready = codec instanceof ReadyCodec<T> known ? known : null;
    }

    /** Whether values may be read in place while somebody writes there; if not, a copy is read. */
    boolean readsWhileWritten() {
        return ready != null && ready.readsWhileWritten();
    }

    /**
     * What of a value is written: its bytes in an array, so that no codec ever holds memory that is
     * not its own; or itself, for some codecs of this library's own.
     *
     * @throws CodecException where the codec threw, or did not do what it said
     */
    Object prepared(T value) {
        return ready != null && !ready.isWrittenByBytes(value) ? value : bytesOf(value);
    }

    /** How many bytes will be written. */
    int preparedSize(Object prepared) {
        return prepared instanceof byte[] bytes ? bytes.length : byteSize(value(prepared));
    }

    void writePrepared(Object prepared, MemorySegment target, long offset, int byteSize) {
        if (prepared instanceof byte[] bytes) {
            ReadyCodec.paste(bytes, target, offset);
            return;
        }
        try {
            Objects.requireNonNull(ready).write(value(prepared), target, offset, byteSize);
        } catch (RuntimeException thrown) {
            throw failed("could not write", value(prepared), thrown);
        }
    }

    @SuppressWarnings("unchecked") // what a codec of this library's own has prepared is the value
    private T value(Object prepared) {
        return (T) prepared;
    }

    private int byteSize(T value) {
        long byteSize;
        try {
            byteSize = codec.byteSize(value);
        } catch (RuntimeException thrown) {
            throw failed("could not say the size of", value, thrown);
        }
        if (byteSize < 0 || byteSize > Integer.MAX_VALUE) {
            throw new CodecException(codec + " says that a " + what + " takes " + byteSize
                    + " bytes: allowed are 0 to 2^31 - 1", null);
        }
        return (int) byteSize;
    }

    /** A value's bytes in an array, which is not to be written. */
    byte[] bytesOf(T value) {
        if (ready != null) {
            try {
                return ready.bytesOf(value);
            } catch (RuntimeException thrown) {
                throw failed("could not write", value, thrown);
            }
        }
        byte[] bytes = new byte[byteSize(value)];
        try {
            requireSize(codec.encode(value, MemorySegment.ofArray(bytes)), bytes.length);
        } catch (CodecException thrown) {
            throw thrown;
        } catch (RuntimeException thrown) {
            throw failed("could not write", value, thrown);
        }
        return bytes;
    }

    private void requireSize(long written, int byteSize) {
        if (written != byteSize) {
            throw new CodecException(codec + " says that a " + what + " takes " + byteSize + " bytes, and wrote "
                    + written, null);
        }
    }

    /** Reads what may be written meanwhile: only where {@link #readsWhileWritten} says so. */
    T readInPlace(MemorySegment source, long offset, int byteSize) {
        return Objects.requireNonNull(ready).read(source, offset, byteSize);
    }

    /**
     * Reads a value from bytes of its own.
     *
     * @throws CodecException where the codec threw, or answered null
     */
    T read(byte[] bytes) {
        T value;
        try {
            value = codec.decode(MemorySegment.ofArray(bytes).asReadOnly());
        } catch (RuntimeException thrown) {
            throw new CodecException(codec + " could not read a " + what + " of " + bytes.length + " bytes", thrown);
        }
        if (value == null) {
            throw new CodecException(codec + " read a " + what + " of " + bytes.length
                    + " bytes as null: what a codec answers is never null", null);
        }
        return value;
    }

    /** Wrong types are the caller's fault, and are told as collections do. */
    private RuntimeException failed(String how, T value, RuntimeException thrown) {
        return thrown instanceof ClassCastException
                ? thrown
                : new CodecException(codec + " " + how + " a " + what + " of " + value.getClass().getTypeName(),
                        thrown);
    }
}
