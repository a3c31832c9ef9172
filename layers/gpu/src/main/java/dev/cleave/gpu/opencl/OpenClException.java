package dev.cleave.gpu.opencl;

import java.io.Serial;

/** OpenCL refused a call, or there is no device to call. */
public final class OpenClException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The code of an error that is not OpenCL's own: no library, no device. */
    public static final int NO_CODE = 0;

    private final int code;

    OpenClException(String message) {
        this(message, NO_CODE);
    }

    OpenClException(String message, int code) {
        super(message);
        this.code = code;
    }

    /** OpenCL's code of the error, below 0; or {@link #NO_CODE}. */
    public int code() {
        return code;
    }
}
