package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What works in a JVM that denies native access to this module. */
class NativeAccessTest {
    private static final List<String> DENIED = List.of("--illegal-native-access=deny", "-Xmx64m");

    @TempDir
    Path directory;

    @Test
    void thePortablePortNeedsNoNativeAccess() throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.run(DENIED, Portable.class, directory.resolve("file").toString());

        assertThat(child.output()).contains("anonymous memory 42", "file 42").doesNotContain("Exception");
        assertThat(child.exitCode()).isZero();
    }

    /** A pool on each source that the portable port has, pre-faulted. */
    static final class Portable {
        private Portable() {}

        public static void main(String[] arguments) {
            for (MemorySource source : List.of(MemorySource.anonymous(), MemorySource.file(Path.of(arguments[0])))) {
                try (Pool pool = Pool.builder().operatingSystem(OperatingSystem.portable()).capacity(1 << 20)
                        .source(source).prefault(true).build()) {
                    pool.allocate(10_000).fill((byte) 42);
                    System.out.println(source.toString().replaceFirst("file .*", "file") + " "
                            + pool.memory().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 9_999));
                }
            }
        }
    }

    @Test
    void theSystemsOwnPortSaysWhatToDo() throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.run(DENIED, Current.class);

        assertThat(child.output())
                .contains("1 java.lang.IllegalCallerException", "2 java.lang.IllegalCallerException")
                .contains("--enable-native-access=ALL-UNNAMED")
                .contains("OperatingSystem.portable()");
        assertThat(child.exitCode()).isZero();
    }

    /** Asks for the system's own port twice: a class that failed to load once fails differently the second time. */
    static final class Current {
        private Current() {}

        public static void main(String[] arguments) {
            for (int attempt = 1; attempt <= 2; attempt++) {
                try {
                    Pool.builder().capacity(1 << 20).build().close();
                } catch (Throwable refused) {
                    System.out.println(attempt + " " + refused);
                }
            }
        }
    }
}
