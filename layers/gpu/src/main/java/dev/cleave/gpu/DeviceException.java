package dev.cleave.gpu;

/** A device or its driver refused something: the message has what was asked and what it answered. */
public class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A refusal. */
    public DeviceException(String message) {
        super(message);
    }

    /** A refusal with its cause. */
    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
