package dev.cleave.gpu;

/** The driver has no block of the size asked for, in the memory type asked for. Nothing is changed. */
public final class OutOfDeviceMemoryException extends DeviceException {
    private static final long serialVersionUID = 1;

    /** No such block. */
    public OutOfDeviceMemoryException(String message) {
        super(message);
    }
}
