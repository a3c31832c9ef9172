package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What fails where no caller can be told")
class FailureLogTest {
    private final List<String> logged = new ArrayList<>();
    private final IllegalStateException failure = new IllegalStateException("on purpose");

    @Test
    @DisplayName("is logged the first, second, fourth, eighth time in a row, and says how often it was")
    void isLoggedEverMoreRarely() {
        FailureLog failures = new FailureLog("the test failed, for pool", (message, thrown) -> logged.add(message));
        for (int each = 1; each <= 10; each++) {
            failures.failed("small", failure);
        }
        assertThat(logged).containsExactly(
                "the test failed, for pool small",
                "the test failed, for pool small (2 times in a row; the next one to be logged is number 4)",
                "the test failed, for pool small (4 times in a row; the next one to be logged is number 8)",
                "the test failed, for pool small (8 times in a row; the next one to be logged is number 16)");
    }

    @Test
    @DisplayName("is the first in a row again after a success")
    void beginsAnew() {
        FailureLog failures = new FailureLog("it failed, for pool", (message, thrown) -> logged.add(message));
        failures.succeeded();
        failures.failed("small", failure);
        failures.failed("small", failure);
        failures.failed("small", failure);
        failures.succeeded();
        failures.failed("small", failure);

        assertThat(logged).hasSize(3).last().isEqualTo("it failed, for pool small");
    }

    @Test
    @DisplayName("is counted and harms nobody where it cannot be logged")
    void isCountedUnlogged() {
        FailureLog failures = new FailureLog("it failed, for pool", (message, thrown) -> {
            if (logged.isEmpty()) {
                logged.add("lost");
                throw new OutOfMemoryError("on purpose");
            }
            logged.add(message);
        });
        assertThatCode(() -> failures.failed("small", failure)).doesNotThrowAnyException();
        failures.failed("small", failure);

        assertThat(logged).hasSize(2).last().asString().contains("2 times in a row");
    }

    @Test
    @DisplayName("is a warning of this package's logger, with what was thrown")
    void isAWarning() {
        List<LogRecord> records = new ArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                records.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.cleave.memory");
        logger.addHandler(listener);
        logger.setUseParentHandlers(false);
        try {
            new FailureLog("it failed, for pool").failed("small", failure);
        } finally {
            logger.removeHandler(listener);
            logger.setUseParentHandlers(true);
        }
        assertThat(records).singleElement().satisfies(entry -> {
            assertThat(entry.getLevel()).isEqualTo(Level.WARNING);
            assertThat(entry.getMessage()).isEqualTo("it failed, for pool small");
            assertThat(entry.getThrown()).isSameAs(failure);
        });
    }
}
