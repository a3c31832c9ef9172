package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real memory under a kernel that makes huge pages of everything ({@code always}): wherever these
 * tests run, the port is told so, and instead of waiting for the kernel's own thread, which fills
 * holes within seconds, they ask it to fill them at once.
 */
@EnabledOnOs(OS.LINUX)
class HugePagePoolTest {
    private static final long MIB = 1 << 20;
    private static final OperatingSystem LINUX = OperatingSystem.current();
    private static final int MADV_COLLAPSE = 25;
    private static final MethodHandle MADVISE =
            NativeCalls.handle("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

    @TempDir
    Path root;

    private OperatingSystem alwaysHuge() {
        try {
            Path settings = root.resolve("sys/kernel/mm/transparent_hugepage");
            Files.createDirectories(settings);
            Files.writeString(settings.resolve("enabled"), "[always] madvise never\n");
            Files.writeString(settings.resolve("shmem_enabled"), "[always] within_size advise never deny force\n");
            Files.createDirectories(root.resolve("proc"));
            Files.writeString(root.resolve("proc/meminfo"), "Hugepagesize: 2048 kB\n");
            return new LinuxOperatingSystem(new KernelText(root));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private Pool pool() {
        return Pool.builder().operatingSystem(alwaysHuge()).capacity(64 * MIB).purge(false).build();
    }

    @Test
    void ordinaryMemoryAndMemfdsAreAlignedToHugePagesAndCommittedByThem() {
        for (MemorySource source : List.of(MemorySource.anonymous(), MemorySource.memfd("huge"))) {
            try (Region region = Region.open(alwaysHuge(), source, 8 * MIB, 2 * MIB)) {
                assertThat(region.pageSize()).isEqualTo(2 * MIB);
                assertThat(region.dropSize()).isEqualTo(4096);
                assertThat(region.backing()).isEqualTo(source.toString());
                assertThat(region.address() % (2 * MIB)).isZero();
                region.drop(MIB, MIB);
                assertThat(region.hugePages().isHuge(0)).isFalse();
            }
            try (Region region = Region.open(alwaysHuge(), source, MIB, 4096)) {
                assertThat(region.pageSize()).as("less than a huge page").isEqualTo(4096);
            }
        }
    }

    /**
     * What the kernel's thread does in its own time: fills the holes of every page that it may make
     * a huge one.
     */
    private static void fillHoles(Pool pool) {
        for (long at = 0; at < pool.capacity(); at += 2 * MIB) {
            fillHoles(pool.baseAddress() + at);
        }
    }

    private static long fillHoles(long address) {
        return NativeCalls.invoke(state -> (int) MADVISE.invokeExact(state, address, 2 * MIB, MADV_COLLAPSE));
    }

    @Test
    void withoutAdviceTheKernelFillsHoles() {
        Mapping mapping = LINUX.map(MemorySource.transparentHugePages(), 2 * MIB, 2 * MIB);
        LINUX.prefault(mapping, 0, 2 * MIB);
        LINUX.drop(mapping, MIB, MIB);
        assertThat(LINUX.residentBytes(mapping)).isEqualTo(MIB);

        boolean askedInVain = fillHoles(mapping.address()) == -Errno.EINVAL.number();

        assertThat(LINUX.residentBytes(mapping)).as("kernels before 6.1 cannot be asked")
                .isEqualTo(askedInVain ? MIB : 2 * MIB);
        mapping.unmapping().run();
    }

    @Test
    void halfTheBlocksFreedLeavesHalfResidentForGood() {
        try (Pool pool = pool()) {
            List<MemorySegment> blocks = Stream.generate(() -> pool.allocate(MIB)).limit(64).toList();
            blocks.forEach(block -> block.fill((byte) 1));
            assertThat(pool.committedBytes()).isEqualTo(64 * MIB);
            for (int i = 0; i < 64; i += 2) {
                pool.free(blocks.get(i));
            }
            assertThat(pool.trim()).isEqualTo(32 * MIB);
            fillHoles(pool);

            assertThat(pool.region().residentBytes()).isEqualTo(32 * MIB);
            assertThat(pool.committedBytes()).isEqualTo(32 * MIB);
        }
    }

    @Test
    void aTouchedPageCommitsAWholeHugePageAndAllOfItIsGivenBack() {
        try (Pool pool = pool()) {
            MemorySegment block = pool.allocate(4096);
            block.fill((byte) 1);
            assertThat(pool.committedBytes()).isEqualTo(2 * MIB).isGreaterThanOrEqualTo(pool.region().residentBytes());

            pool.free(block);
            fillHoles(pool);
            pool.trim();

            assertThat(pool.region().residentBytes()).isZero();
            assertThat(pool.committedBytes()).isZero();
        }
    }

    @Test
    void whatTheKernelCommittedBesideALiveBlockIsGivenBackToo() {
        try (Pool pool = pool()) {
            MemorySegment block = pool.allocate(4096);
            block.fill((byte) 1);

            fillHoles(pool);
            assertThat(pool.region().residentBytes()).isGreaterThan(32 << 10);

            pool.trim();
            fillHoles(pool);

            assertThat(pool.region().residentBytes()).isLessThanOrEqualTo(32 << 10);
            assertThat(pool.committedBytes()).isEqualTo(pool.region().residentBytes());
            assertThat(block.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 4095)).isEqualTo((byte) 1);
        }
    }

    @Test
    void aPageThatIsWhollyFreeAgainMayBeHugeAgain() {
        try (Pool pool = pool()) {
            MemorySegment first = pool.allocate(MIB);
            MemorySegment second = pool.allocate(MIB);
            first.fill((byte) 1);
            second.fill((byte) 1);
            pool.free(first);
            pool.trim();
            long page = second.address() - pool.baseAddress();
            assertThat(pool.region().hugePages().isHuge(page)).isFalse();
            pool.free(second);
            pool.trim();

            assertThat(pool.region().hugePages().isHuge(page)).isTrue();
            assertThat(pool.region().residentBytes()).isZero();
        }
    }
}
