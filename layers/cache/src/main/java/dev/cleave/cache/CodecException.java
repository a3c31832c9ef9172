package dev.cleave.cache;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A {@link Codec} threw, or did not do what it said. The map is as it was before the call. */
public final class CodecException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
