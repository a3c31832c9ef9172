package dev.cleave.plan;

import java.io.IOException;

/**
 * A file that is no plan, a torn or damaged one, or one of a newer version: the message says which
 * file, and what.
 */
public final class PlanFormatException extends IOException {
    private static final long serialVersionUID = 1;

    PlanFormatException(String message) {
        super(message);
    }
}
