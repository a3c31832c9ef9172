package dev.cleave.gpu.tensor;

/** What a tensor's elements are, and how many bytes each of them has. */
public enum ElementType {
    /** IEEE 754 binary64. */
    FLOAT64(8),

    /** IEEE 754 binary32. */
    FLOAT32(4),

    /** IEEE 754 binary16. */
    FLOAT16(2),

    /** The upper half of a binary32. */
    BFLOAT16(2),

    /** Whole numbers of 64 bits. */
    INT64(8),

    /** Whole numbers of 32 bits. */
    INT32(4),

    /** Whole numbers of 8 bits. */
    INT8(1);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }
}
