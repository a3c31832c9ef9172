package dev.cleave.buddy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * An order map in a plain Java array: the usual case. As in {@link ArrayMetadata} both ends of the
 * array are not used, so that nobody writes beside its length.
 */
final class ArrayOrderMap extends OrderMap {
    private static final VarHandle CODE = MethodHandles.arrayElementVarHandle(byte[].class);

    private static final int PADDING = ArrayMetadata.PADDING_BYTES;

    private final byte[] codes;

    ArrayOrderMap(int units) {
        super(units);
        this.codes = new byte[units + 2 * PADDING];
    }

    @Override
    byte getAcquire(long unit) {
        return (byte) CODE.getAcquire(codes, PADDING + (int) unit);
    }

    @Override
    void set(long unit, byte code) {
        codes[PADDING + (int) unit] = code;
    }

    @Override
    void setRelease(long unit, byte code) {
        CODE.setRelease(codes, PADDING + (int) unit, code);
    }

    @Override
    boolean compareAndSet(long unit, byte expected, byte code) {
        return CODE.compareAndSet(codes, PADDING + (int) unit, expected, code);
    }

    @Override
    long byteSize() {
        return codes.length;
    }
}
