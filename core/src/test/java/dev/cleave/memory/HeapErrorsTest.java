package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A Java heap that is full at every moment of opening a region: nothing stays mapped, open, or in the file system. */
@EnabledOnOs(OS.LINUX)
class HeapErrorsTest {
    @TempDir
    Path directory;

    @Test
    void anOpeningThatFailsForWantOfJavaHeapLosesNothing() throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.run(
                List.of("--enable-native-access=ALL-UNNAMED", "-Xmx12m", "-Xint", "-XX:+UseSerialGC"),
                Opening.class, directory.toString());

        assertThat(child.exitCode()).as(child.output()).isZero();
        assertThat(child.output()).contains("mapped 0 files 0 left 0").doesNotContain("failed 0 ");
    }

    /** Opens and closes regions of each kind with a little more heap each time, from none on. */
    static final class Opening {
        private static final long SIZE = 64L << 30;
        private static final int ROUNDS = 10;

        /** Few, as each one ends with an allocation that fails, which takes several collections. */
        private static final int[] SIZES = {1 << 18, 1 << 10, 2};

        private Opening() {}

        public static void main(String[] arguments) throws IOException {
            Path directory = Path.of(arguments[0]);
            List<MemorySource> sources = List.of(MemorySource.anonymous(), MemorySource.memfd("full"),
                    MemorySource.transparentHugePages(), MemorySource.file(directory.resolve("file")));
            OperatingSystem system = OperatingSystem.current();
            for (MemorySource each : sources) {
                Region.open(system, each, 1 << 20, 4096).close();
            }
            Files.delete(directory.resolve("file"));
            long mapped = addressSpace();
            long files = openFiles();
            int failed = 0;
            for (MemorySource each : sources) {
                for (int round = 0; round < ROUNDS; round++) {
                    failed += failsWith(round * 300, system, each) ? 1 : 0;
                }
            }
            System.out.println("failed " + failed + " mapped " + (addressSpace() - mapped) / SIZE + " files "
                    + Math.max(0, openFiles() - files) + " left " + left(directory));
        }

        /** Fills the heap, leaves so many bytes of it, and opens; answers whether that failed. */
        private static boolean failsWith(int bytes, OperatingSystem system, MemorySource source) {
            Object[] ballast = new Object[1];
            byte[][] spare = {new byte[bytes], new byte[0]};
            fill(ballast);
            Region region = null;
            boolean failed = false;
            try {
                spare[0] = spare[1];
                region = Region.open(system, source, SIZE, 4096);
            } catch (OutOfMemoryError full) {
                failed = true;
            } finally {
                ballast[0] = null;
            }
            if (region != null) {
                region.discard();
            }
            return failed;
        }

        private static void fill(Object[] ballast) {
            for (int size : SIZES) {
                try {
                    while (true) {
                        Object[] more = new Object[size];
                        more[0] = ballast[0];
                        ballast[0] = more;
                    }
                } catch (OutOfMemoryError full) {
                    continue;
                }
            }
        }

        private static long addressSpace() throws IOException {
            return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[0]) * 4096;
        }

        private static long openFiles() throws IOException {
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
                return descriptors.count();
            }
        }

        private static long left(Path directory) throws IOException {
            try (Stream<Path> files = Files.list(directory)) {
                return files.count();
            }
        }
    }
}
