package dev.cleave.lab.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A child JVM")
@EnabledOnOs({OS.LINUX, OS.MAC})
class ChildJvmTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static ChildJvm shell(String script) {
        return new ChildJvm(List.of("/bin/sh", "-c", script), Map.of("GREETING", "hello"));
    }

    /** Stands for a JVM whose main method knows one order. */
    static final class Echo {
        private Echo() {}

        public static void main(String[] arguments) {
            ChildMain.run(out -> {
                switch (arguments[0]) {
                    case "lines" -> out.println("one\ntwo\ndone");
                    case "failure" -> throw new IllegalStateException("outer", new TrialException("a b\nc"));
                    case "kind" -> throw new IllegalArgumentException("no such thing");
                    case "error" -> throw new AssertionError("the books");
                    default -> throw new UnsupportedOperationException("not on this system");
                }
            });
        }
    }

    @Test
    @DisplayName("gets its arguments, options and environment, and its lines are heard up to the awaited word")
    void talks() {
        try (ChildJvm jvm = new ChildJvm(Echo.class, List.of("-Xmx32m"), List.of("lines"), Map.of())) {
            assertThat(jvm.await("done", LONG, "to speak")).containsExactly("one", "two");
            assertThat(jvm.end(LONG, "to end")).isEmpty();
        }
        try (ChildJvm shell = shell("read order; echo $order $GREETING; echo end; cat >/dev/null; echo over")) {
            shell.tell("say");
            assertThat(shell.await("end", LONG, "to speak")).containsExactly("say hello");
            assertThat(shell.end(LONG, "to end")).containsExactly("over");
        }
    }

    @ParameterizedTest
    @CsvSource({"failure, a b c", "kind, IllegalArgumentException: no such thing", "error, AssertionError: the books"})
    @DisplayName("that fails says why, on one line")
    void fails(String order, String reason) {
        try (ChildJvm jvm = new ChildJvm(Echo.class, List.of(), List.of(order), Map.of())) {
            assertThatThrownBy(() -> jvm.end(LONG, "to end")).isExactlyInstanceOf(TrialException.class)
                    .hasMessage(reason);
        }
    }

    @Test
    @DisplayName("that cannot run here says so")
    void isUnavailable() {
        try (ChildJvm jvm = new ChildJvm(Echo.class, List.of(), List.of("anything"), Map.of())) {
            assertThatThrownBy(() -> jvm.await("done", LONG, "to speak"))
                    .isInstanceOf(UnsupportedOperationException.class).hasMessage("not on this system");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "echo a; echo b; exit 3, its JVM ended: a / b",
        "echo a, its JVM ended: a",
    })
    @DisplayName("that ends before the awaited word has failed, whatever its exit code")
    void endsEarly(String script, String message) {
        try (ChildJvm shell = shell(script)) {
            assertThatThrownBy(() -> shell.await("done", LONG, "to speak")).hasMessage(message);
        }
    }

    @Test
    @DisplayName("that ends with another exit code than 0 has failed, with what it said last")
    void exitCode() {
        try (ChildJvm shell = shell("cat >/dev/null; echo no memory; exit 3")) {
            assertThatThrownBy(() -> shell.end(LONG, "to end")).isInstanceOf(TrialException.class)
                    .hasMessage("its JVM ended with exit code 3: no memory");
        }
    }

    @Test
    @DisplayName("that does not answer in time is killed")
    void isKilledWhenLate() {
        try (ChildJvm shell = shell("echo here; exec sleep 600")) {
            shell.await("here", LONG, "to speak");
            assertThatThrownBy(() -> shell.await("done", Duration.ofMillis(20), "to think (see --limit)"))
                    .isInstanceOf(TrialTooSlowException.class)
                    .hasMessage("it took longer than 0.02 s to think (see --limit)");
            assertThatThrownBy(() -> shell.await("done", LONG, "to speak")).as("nobody is there any more")
                    .isInstanceOf(TrialException.class);
        }
    }

    @Test
    @DisplayName("that cannot be started says why")
    void cannotStart() {
        assertThatThrownBy(() -> new ChildJvm(List.of("/no/such/java"), Map.of()))
                .isInstanceOf(TrialException.class)
                .hasMessageStartingWith("could not start a JVM: ");
    }

    @Test
    @DisplayName("is killed after a time, or at a line, and what it said until then is heard")
    void isKilled() {
        try (ChildJvm shell = shell("echo working; exec sleep 600")) {
            assertThat(shell.killWhen(2, Duration.ofMillis(500))).isSubsetOf("working");
        }
        try (ChildJvm shell = shell("echo one; echo two; exec sleep 600")) {
            assertThat(shell.killWhen(2, LONG)).containsExactly("one", "two");
        }
    }

    @Test
    @DisplayName("that ends before it is killed says so")
    void endsBeforeItIsKilled() {
        try (ChildJvm shell = shell("echo done; exit 3")) {
            assertThatThrownBy(() -> shell.killWhen(2, LONG)).isInstanceOf(TrialException.class)
                    .hasMessage("its JVM ended before it was killed, with exit code 3: done");
        }
    }
}
