package dev.cleave.gpu;

/** No such device is here: the message names those that are, or what to install. */
public final class NoDeviceException extends DeviceException {
    private static final long serialVersionUID = 1;

    /** No such device. */
    public NoDeviceException(String message) {
        super(message);
    }

    /** No such device, as the driver or its library says. */
    public NoDeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
