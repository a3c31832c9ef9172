package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What works, and by which name, where a container's seccomp profile refuses calls: each in a JVM of its own. */
@EnabledOnOs(OS.LINUX)
class RefusedCallsTest {
    private static final long MIB = 1 << 20;
    private static final List<String> OPTIONS =
            List.of("--enable-native-access=ALL-UNNAMED", "-Xmx64m", "-XX:+UseSerialGC");

    @TempDir
    Path directory;

    private String outputOf(Class<?> main, String... arguments) throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.run(OPTIONS, main, arguments);
        assertThat(child.exitCode()).as(child.output()).isZero();
        return child.output();
    }

    /** The error numbers that profiles choose: EPERM, and ENOSYS. */
    private static final String[] REFUSALS = {"1", "38"};

    @Test
    void memoryThatMayNotBeBoundIsUsedUnboundAndSaysSo() throws IOException, InterruptedException {
        for (String number : REFUSALS) {
            assertThat(outputOf(Binding.class, number))
                    .contains("backing: anonymous memory, not bound to node 0 as mbind was refused with "
                            + Errno.name(Integer.parseInt(number)))
                    .contains("resident 1048576");
        }
    }

    /** A pool on node 0 without mbind. */
    static final class Binding {
        private Binding() {}

        public static void main(String[] arguments) {
            SeccompFilter.refuse(Integer.parseInt(arguments[0]), "mbind");
            try (Pool pool = Pool.builder().capacity(MIB).purge(false).node(0).build()) {
                pool.memory().fill((byte) 1);
                System.out.println("backing: " + pool.region().backing());
                System.out.println("resident " + pool.region().residentBytes());
            }
        }
    }

    @Test
    void residentPagesAreCountedWithoutMincore() throws IOException, InterruptedException {
        for (String number : REFUSALS) {
            assertThat(outputOf(Counting.class, number, directory.resolve("file" + number).toString()))
                    .contains("anonymous memory 16384", "memfd counted 16384", "file 16384");
        }
    }

    /** Counts four pages of each kind without mincore. */
    static final class Counting {
        private Counting() {}

        public static void main(String[] arguments) {
            SeccompFilter.refuse(Integer.parseInt(arguments[0]), "mincore");
            for (MemorySource source : List.of(MemorySource.anonymous(), MemorySource.memfd("counted"),
                    MemorySource.file(Path.of(arguments[1])))) {
                try (Region region = Region.open(OperatingSystem.current(), source, MIB, 4096)) {
                    region.segment().asSlice(8192, 16384).fill((byte) 1);
                    System.out.println(source.toString().replaceFirst("file .*", "file") + " "
                            + region.residentBytes());
                }
            }
        }
    }

    @Test
    void memoryIsDroppedWithoutMadvise() throws IOException, InterruptedException {
        for (String number : REFUSALS) {
            assertThat(outputOf(Dropping.class, number, directory.resolve("file" + number).toString()))
                    .contains("anonymous memory 524288 0 1", "transparent huge pages 524288 0 1",
                            "memfd dropped 524288 0 1", "file 524288 0 1")
                    .contains("backing: ordinary pages, as madvise was refused with "
                            + Errno.name(Integer.parseInt(number)));
        }
    }

    /** Drops half of what is committed, without madvise, and pre-faults without it. */
    static final class Dropping {
        private Dropping() {}

        public static void main(String[] arguments) {
            SeccompFilter.refuse(Integer.parseInt(arguments[0]), "madvise");
            for (MemorySource source : List.of(MemorySource.anonymous(), MemorySource.transparentHugePages(),
                    MemorySource.memfd("dropped"), MemorySource.file(Path.of(arguments[1])))) {
                try (Region region = Region.open(OperatingSystem.current(), source, MIB, 4096)) {
                    region.prefault();
                    region.segment().fill((byte) 1);
                    region.drop(0, MIB / 2);
                    System.out.println("backing: " + region.backing());
                    System.out.println(source.toString().replaceFirst("file .*", "file") + " "
                            + region.residentBytes() + " " + region.segment().get(JAVA_BYTE, MIB / 2 - 1) + " "
                            + region.segment().get(JAVA_BYTE, MIB / 2));
                }
            }
        }
    }

    @Test
    void aMemfdThatIsRefusedIsAFileWithoutAName() throws IOException, InterruptedException {
        for (String number : REFUSALS) {
            assertThat(outputOf(Naming.class, number))
                    .contains("backing: memfd unnamed, as a file without a name in /dev/shm, since memfd_create was"
                            + " refused with " + Errno.name(Integer.parseInt(number)))
                    .contains("twice 7");
        }
    }

    /** A memfd without memfd_create, mapped a second time. */
    static final class Naming {
        private Naming() {}

        public static void main(String[] arguments) {
            SeccompFilter.refuse(Integer.parseInt(arguments[0]), "memfd_create");
            OperatingSystem system = OperatingSystem.current();
            try (Region region = Region.open(system, MemorySource.memfd("unnamed"), MIB, 4096)) {
                region.segment().set(JAVA_BYTE, 5000, (byte) 7);
                System.out.println("backing: " + region.backing());
                Path descriptor = Path.of("/proc/self/fd/" + region.descriptor());
                try (Region again = Region.open(system, MemorySource.file(descriptor), MIB, 4096)) {
                    System.out.println("twice " + again.segment().get(JAVA_BYTE, 5000));
                }
            }
        }
    }

    @Test
    void aFileWithoutFallocateWorks() throws IOException, InterruptedException {
        for (String number : REFUSALS) {
            assertThat(outputOf(Storing.class, number, directory.resolve("file" + number).toString()))
                    .contains("stored 3");
        }
    }

    /** A pre-faulted pool on a file without fallocate. */
    static final class Storing {
        private Storing() {}

        public static void main(String[] arguments) {
            SeccompFilter.refuse(Integer.parseInt(arguments[0]), "fallocate");
            MemorySource file = MemorySource.file(Path.of(arguments[1]));
            try (Pool pool = Pool.builder().capacity(MIB).source(file).prefault(true).build()) {
                pool.allocate(MIB).fill((byte) 3);
                System.out.println("stored " + pool.memory().get(JAVA_BYTE, 12345));
            }
        }
    }
}
