package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The first of several failures")
class FirstFailureTest {
    @Test
    @DisplayName("has the others suppressed, and not itself where it comes again")
    void suppressesTheOthers() {
        Error first = new Error("first");
        Exception second = new Exception("second");
        assertThat(FirstFailure.of(null, first)).isSameAs(first);
        assertThat(FirstFailure.of(first, second)).isSameAs(first);
        assertThat(FirstFailure.of(first, first)).isSameAs(first);
        assertThat(first).hasSuppressedException(second);
        assertThat(first.getSuppressed()).hasSize(1);
    }

    @Test
    @DisplayName("is thrown as it is, or wrapped where no signature announced it, or not at all where there is none")
    void isThrown() {
        assertThatCode(() -> FirstFailure.rethrow(null)).doesNotThrowAnyException();
        Error error = new Error();
        assertThatExceptionOfType(Error.class).isThrownBy(() -> FirstFailure.rethrow(error)).isSameAs(error);
        IllegalStateException unchecked = new IllegalStateException();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> FirstFailure.rethrow(unchecked))
                .isSameAs(unchecked);
        IOException checked = new IOException();
        assertThatExceptionOfType(UndeclaredThrowableException.class).isThrownBy(() -> FirstFailure.rethrow(checked))
                .withCause(checked);
    }
}
