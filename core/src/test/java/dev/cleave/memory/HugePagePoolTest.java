package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cleave.histories.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
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
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_COLLAPSE = 25;
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Path SETTING = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
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
     * a huge one. It passes over pages that hold nothing, which the call that stands in for it
     * would not.
     */
    private static void fillHoles(Pool pool) {
        for (long at = pool.baseAddress(); at < pool.baseAddress() + pool.capacity(); at += 2 * MIB) {
            if (holdsSomething(at)) {
                fillHoles(at);
            }
        }
    }

    private static boolean holdsSomething(long address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pages = arena.allocate(2 * MIB / LINUX.pageSize());
            LINUX.pages().residency(address, 2 * MIB, pages);
            return pages.mismatch(arena.allocate(pages.byteSize())) >= 0;
        }
    }

    private static long fillHoles(long address) {
        return advise(address, 2 * MIB, MADV_COLLAPSE);
    }

    private static long advise(long address, long byteSize, int advice) {
        return NativeCalls.invoke(state -> (int) MADVISE.invokeExact(state, address, byteSize, advice));
    }

    /**
     * A pool whose memory this machine's kernel really backs by huge pages from the first write on,
     * as one that is set to {@code always} does: where the setting is {@code madvise}, the advice
     * has the same effect on the region.
     */
    private Pool backedByHugePages(MemorySource source, Duration decay) throws IOException {
        assumeTrue(Files.isReadable(SETTING), "this kernel has no transparent huge pages");
        assumeFalse(Files.readString(SETTING).contains("[never]"), "transparent huge pages are set to never here");
        Pool pool = Pool.builder().operatingSystem(alwaysHuge()).source(source).capacity(64 * MIB)
                .purge(!decay.equals(NEVER)).decay(decay).build();
        assertThat(advise(pool.baseAddress(), pool.capacity(), MADV_HUGEPAGE)).isZero();
        return pool;
    }

    /** A chain of blocks of 1 MiB, all written. */
    private static List<MemorySegment> chain(Pool pool) throws IOException {
        long before = inHugePages();
        List<MemorySegment> blocks = new ArrayList<>();
        for (long address = pool.tryAllocateAddress(MIB); address != 0; address = pool.tryAllocateAddress(MIB)) {
            blocks.add(pool.memory().asSlice(address - pool.baseAddress(), MIB));
            blocks.getLast().fill((byte) 1);
        }
        assumeTrue(inHugePages() - before > 32 * MIB, "this machine has no free huge pages left");
        assertThat(pool.region().residentBytes()).isEqualTo(64 * MIB);
        return blocks;
    }

    private static long inHugePages() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/smaps_rollup")).stream()
                .filter(line -> line.startsWith("AnonHugePages:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }

    private static void assertGivenBack(Pool pool) {
        long used = pool.usage().usedBytes();
        assertThat(pool.region().residentBytes()).isBetween(used, used + used / 100);
        assertThat(pool.committedBytes()).isBetween(used, used + used / 100);
    }

    @Test
    void ofAChainOfMebibytesWhatIsUsedStaysResidentHoweverItIsFreed() throws IOException {
        long seed = System.nanoTime();
        for (boolean trims : new boolean[] {true, false}) {
            try (Pool pool = backedByHugePages(MemorySource.anonymous(), NEVER)) {
                List<MemorySegment> blocks = chain(pool);
                Collections.shuffle(blocks, new Random(seed));
                while (!blocks.isEmpty()) {
                    blocks.subList(0, 8).forEach(pool::free);
                    blocks.subList(0, 8).clear();
                    giveBack(pool, trims);
                    assertGivenBack(pool);
                    assertThat(blocks).as("seed %d", seed)
                            .allMatch(block -> block.get(JAVA_BYTE, MIB - 1) == 1);
                }
            }
        }
    }

    @Test
    void aChainOfMebibytesThatWasFreedGoesBackByItself() throws IOException {
        try (Pool pool = backedByHugePages(MemorySource.anonymous(), Duration.ofMillis(20))) {
            List<MemorySegment> blocks = chain(pool);
            for (int each = 0; each < 63; each++) {
                pool.free(blocks.get(each));
            }
            Patience.waitUntil(() -> pool.region().residentBytes() <= MIB + MIB / 100);
            fillHoles(pool);
            assertGivenBack(pool);
        }
    }

    private static void giveBack(Pool pool, boolean trims) {
        if (trims) {
            pool.trim();
        } else {
            pool.decay();
            pool.decay();
        }
        fillHoles(pool);
    }

    @Test
    void whoAskedForHugePagesGivesThemBackWholeAndKeepsThoseThatAPartOfIsUsed() throws IOException {
        for (boolean trims : new boolean[] {true, false}) {
            try (Pool pool = backedByHugePages(MemorySource.transparentHugePages(), NEVER)) {
                List<MemorySegment> blocks = chain(pool);
                blocks.sort(Comparator.comparingLong(MemorySegment::address));
                for (int each = 0; each < 32; each++) {
                    pool.free(blocks.get(each));
                    giveBack(pool, trims);
                    assertThat(pool.region().residentBytes()).as("after %d", each)
                            .isEqualTo(64 * MIB - (each + 1) / 2 * 2L * MIB);
                    assertThat(pool.committedBytes()).isEqualTo(pool.region().residentBytes());
                }
                assertGivenBack(pool);
                assertThat(divided(pool)).isZero();
            }
        }
    }

    private static long divided(Pool pool) {
        return LongStream.iterate(0, at -> at < pool.capacity(), at -> at + 2 * MIB)
                .filter(at -> !pool.region().hugePages().isHuge(at)).count();
    }

    @Test
    void growthDividesNoHugePageThatWasAskedFor() {
        try (Pool pool = Pool.builder().operatingSystem(alwaysHuge()).source(MemorySource.transparentHugePages())
                .capacity(256 * MIB).decay(NEVER).build()) {
            List<MemorySegment> blocks = Stream.generate(() -> pool.allocate(16 << 10)).limit(96 * 64).toList();
            for (int each = 0; each < blocks.size(); each += 2) {
                pool.free(blocks.get(each));
            }
            for (int each = 0; each < 24 * 64; each++) {
                pool.allocate(48 << 10);
            }
            assertThat(divided(pool)).isZero();
        }
    }

    /** Who sets a limit means it: what is free between blocks goes back too. */
    @Test
    void aDirtyLimitIsKeptWithHugePagesToo() {
        try (Pool pool = Pool.builder().operatingSystem(alwaysHuge()).source(MemorySource.transparentHugePages())
                .capacity(256 * MIB).decay(NEVER).dirtyLimit(4 * MIB).build()) {
            List<MemorySegment> blocks = Stream.generate(() -> pool.allocate(16 << 10)).limit(96 * 64).toList();
            for (int each = 0; each < blocks.size(); each += 2) {
                pool.free(blocks.get(each));
            }
            assertThat(pool.committedBytes() - pool.usage().usedBytes()).isLessThanOrEqualTo(4 * MIB);
        }
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
            assertThat(block.get(JAVA_BYTE, 4095)).isEqualTo((byte) 1);
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
