package dev.cleave.gpu;

/**
 * The device is lost: it was reset, taken away, or failed. Nothing that lies in its memory can be
 * had any more, and no fence of it will pass. Whoever holds it closes what can be closed, and opens
 * the device anew.
 */
public final class DeviceLostException extends DeviceException {
    private static final long serialVersionUID = 1;

    /** The device is lost. */
    public DeviceLostException(String message) {
        super(message);
    }
}
