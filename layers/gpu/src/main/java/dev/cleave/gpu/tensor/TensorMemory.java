package dev.cleave.gpu.tensor;

/** Bytes that a piece of a tensor lies in: of the machine itself, or of a device. */
public interface TensorMemory {
    /** How many they are. */
    long byteSize();
}
