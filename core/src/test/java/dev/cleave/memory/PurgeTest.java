package dev.cleave.memory;

import static dev.cleave.histories.Patience.waitUntil;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.BuddySpace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@EnabledOnOs(OS.LINUX)
class PurgeTest {
    private static final long MIB = 1 << 20;

    @TempDir
    static Path directory;

    static Stream<MemorySource> everySource() {
        return Stream.of(
                MemorySource.anonymous(),
                MemorySource.transparentHugePages(),
                MemorySource.explicitHugePages(),
                MemorySource.memfd("purge-test"),
                MemorySource.file(directory.resolve("purge-" + System.nanoTime())));
    }

    @ParameterizedTest
    @MethodSource("everySource")
    void afterEverythingIsFreedAndTrimmedOnePercentStaysResidentAtMost(MemorySource source) {
        long capacity = 64 * MIB + 300_000;
        try (Pool pool = Pool.builder().capacity(capacity).source(source).purge(false).build()) {
            List<MemorySegment> blocks = new ArrayList<>();
            Random random = new Random(7);
            for (int largest = 256 << 10; largest >= 4096; largest >>>= 1) {
                fill(pool, largest, random, blocks);
            }
            assertThat(pool.region().residentBytes()).isGreaterThan(60 * MIB);
            assertThat(pool.usage().committedBytes()).isGreaterThan(60 * MIB);
            blocks.forEach(pool::free);

            long dropped = pool.trim();

            assertThat(dropped).isGreaterThan(60 * MIB);
            assertThat(pool.region().residentBytes()).isLessThanOrEqualTo(capacity / 100);
            assertThat(pool.usage().committedBytes()).isLessThanOrEqualTo(capacity / 100);
            assertThat(pool.trim()).as("clean memory is not dropped again").isZero();
            assertThat(pool.purgedBytes()).as("counted once").isEqualTo(dropped);
            assertThat(pool.isClosed()).isFalse();
            assertThat(pool.usage().largestFreeBlockBytes()).isEqualTo(64 * MIB);
            pool.space().verify();
        }
    }

    private static void fill(Pool pool, int largest, Random random, List<MemorySegment> blocks) {
        long byteSize = largest;
        for (long address = pool.tryAllocateAddress(byteSize); address != 0; address =
                pool.tryAllocateAddress(byteSize)) {
            MemorySegment block = pool.memory().asSlice(address - pool.baseAddress(), byteSize);
            block.fill((byte) 1);
            blocks.add(block);
            byteSize = 1L + random.nextInt(largest);
        }
    }

    @Test
    void liveBlocksKeepTheirBytesAndTheirNeighboursAreDropped() {
        try (Pool pool = Pool.builder().capacity(8 * MIB).purge(false).build()) {
            List<MemorySegment> blocks = Stream.generate(() -> pool.allocate(64 << 10)).limit(128).toList();
            for (int i = 0; i < blocks.size(); i++) {
                blocks.get(i).fill((byte) (i + 1));
            }
            for (int i = 0; i < blocks.size(); i += 2) {
                pool.free(blocks.get(i));
            }

            assertThat(pool.trim()).isEqualTo(4 * MIB);

            assertThat(pool.region().residentBytes()).isEqualTo(4 * MIB);
            for (int i = 1; i < blocks.size(); i += 2) {
                assertThat(blocks.get(i).get(JAVA_BYTE, 65_535)).isEqualTo((byte) (i + 1));
                pool.free(blocks.get(i));
            }
        }
    }

    @Test
    void smallBlocksThatWerePurgedMergeWithWhatIsFreeBesideThem() {
        try (Pool pool = Pool.builder().capacity(4096 * MIB).purge(false).build()) {
            List<MemorySegment> blocks = Stream.generate(() -> pool.allocate(32 << 10)).limit(128).toList();
            for (int i = 0; i < blocks.size(); i += 2) {
                pool.free(blocks.get(i));
            }

            pool.trim();

            AtomicLong inTree = new AtomicLong();
            pool.space().forEachFreeRun(0, pool.space().units(), (offset, length) -> inTree.addAndGet(length));
            assertThat(inTree).as("free, and not in a magazine").hasValue(pool.space().freeUnits());
            assertThat(pool.space().freeUnits() * pool.unit()).isEqualTo(pool.capacity() - 64 * (32L << 10));
        }
    }

    @Test
    void memoryFreeForOnePassIsDroppedAndMemoryUsedMeanwhileIsNot() {
        try (Pool pool = Pool.builder().capacity(4 * MIB).purge(false).build()) {
            long one = pool.allocateAddress(MIB);
            long other = pool.allocateAddress(MIB);
            pool.free(one);
            pool.decay();
            assertThat(pool.usage().committedBytes()).as("aged only").isEqualTo(2 * MIB);

            long again = pool.allocateAddress(MIB);
            assertThat(again).as("the aged block is handed out again").isEqualTo(one);
            assertThat(pool.purgedBytes()).as("ageing gives nothing back").isZero();
            pool.free(again);
            pool.free(other);
            pool.decay();
            assertThat(pool.usage().committedBytes()).as("used since the last pass").isEqualTo(2 * MIB);

            pool.decay();
            assertThat(pool.usage().committedBytes()).isZero();
        }
    }

    @Test
    void whatAFileHeldStaysUntilItsUnitsAreHandedOut() throws IOException {
        Path file = directory.resolve("held-" + System.nanoTime());
        byte[] held = new byte[4 << 20];
        Arrays.fill(held, (byte) 7);
        Files.write(file, held);
        try (Pool pool = Pool.builder().capacity(4 * MIB).source(MemorySource.file(file)).purge(false).build()) {
            assertThat(pool.usage().committedBytes()).isEqualTo(4 * MIB);
            pool.decay();
            pool.decay();
            assertThat(pool.trim()).as("nothing was handed out").isZero();
            assertThat(pool.memory().mismatch(MemorySegment.ofArray(held))).isEqualTo(-1);

            Lease lease = new Lease();
            pool.leases().lease(lease, MIB, 1);
            assertThat(lease.isZero()).as("known to be zero").isFalse();
            long at = lease.address() - pool.baseAddress();
            pool.leases().giveBack(lease);
            assertThat(pool.trim()).as("handed out and free").isEqualTo(MIB);
            assertThat(pool.memory().asSlice(at, MIB).mismatch(MemorySegment.ofArray(new byte[1 << 20]))).isEqualTo(-1);
            assertThat(pool.usage().committedBytes()).isEqualTo(3 * MIB);
            Arrays.fill(held, (int) at, (int) (at + MIB), (byte) 0);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(held);
    }

    @Test
    void whatAFileHeldBesideASmallerBlockOnTheSamePageStaysToo() throws IOException {
        Path file = directory.resolve("beside-" + System.nanoTime());
        byte[] held = new byte[1 << 20];
        Arrays.fill(held, (byte) 7);
        Files.write(file, held);
        MemorySource source = MemorySource.file(file);
        try (Pool pool = Pool.builder().capacity(MIB).unit(64).source(source).prefault(true).build()) {
            pool.leases().giveBack(pool.leases().lease(64, 1));

            assertThat(pool.trim()).isZero();
            assertThat(pool.memory().mismatch(MemorySegment.ofArray(held))).isEqualTo(-1);
        }
    }

    @Test
    void prefaultedMemoryIsPurgedInTheBackgroundOnlyWhenAskedFor() {
        assertThat(Pool.builder().purgePeriod()).isEqualTo(Duration.ofSeconds(10).toNanos());
        assertThat(Pool.builder().prefault(true).purgePeriod()).isZero();
        assertThat(Pool.builder().prefault(true).decay(Duration.ofSeconds(1)).purgePeriod()).isEqualTo(1_000_000_000);
        assertThat(Pool.builder().decay(Duration.ofSeconds(1)).purge(false).purgePeriod()).isZero();
    }

    @Test
    void decayTimesBeyondAllBoundsAreAsGoodAsForEver() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        try (Pool patient = Pool.builder().capacity(MIB).decay(longest).build();
                Pool pool = Pool.builder().capacity(4 * MIB).decay(Duration.ofMillis(20)).build()) {
            pool.free(pool.allocate(2 * MIB).fill((byte) 1));
            patient.free(patient.allocate(MIB).fill((byte) 1));

            waitUntil(() -> pool.usage().committedBytes() == 0);
            assertThat(patient.usage().committedBytes()).isEqualTo(MIB);
        }
    }

    @Test
    void theDaemonDropsFreeMemoryByItself() {
        try (Pool pool = Pool.builder().capacity(4 * MIB).decay(Duration.ofMillis(20)).build()) {
            MemorySegment block = pool.allocate(2 * MIB);
            block.fill((byte) 1);
            pool.free(block);

            waitUntil(() -> pool.usage().committedBytes() == 0);
            assertThat(pool.region().residentBytes()).isZero();
        }
        waitUntil(() -> !PurgeDaemon.instance().isRunning());
    }

    @Test
    void aPoolThatNobodyClosedCanBeCollected() {
        WeakReference<Pool> leaked = new WeakReference<>(
                Pool.builder().capacity(MIB).decay(Duration.ofMillis(20)).build());

        waitUntil(() -> {
            System.gc();
            return leaked.get() == null;
        });
        waitUntil(() -> !PurgeDaemon.instance().isRunning());
    }

    @Test
    void whatIsFreshFromTheSystemIsKnownToBeZeroAndWhatWasHandedOutIsNot() {
        try (Pool pool = Pool.builder().capacity(4 * MIB).purge(false).build()) {
            Lease lease = new Lease();
            pool.leases().lease(lease, 100_000, 1);
            assertThat(lease.isZero()).as("fresh").isTrue();
            pool.leases().giveBack(lease);

            pool.leases().lease(lease, 100_000, 1);
            assertThat(lease.isZero()).as("recycled").isFalse();
            pool.leases().giveBack(lease);
            pool.trim();

            pool.leases().lease(lease, 100_000, 1);
            assertThat(lease.isZero()).as("dropped").isTrue();
            pool.leases().giveBack(lease);
        }
    }

    @Test
    void aStackThatEndsInAPurgeLosesNeitherBlocksNorTheLock() throws InterruptedException {
        BuddySpace space = BuddySpace.builder(16_384).build();
        FrameMap frames = new FrameMap(16_384);
        try (Region region = Region.open(OperatingSystem.current(), MemorySource.anonymous(), 64 * MIB, 4096)) {
            Purge purge = new Purge(space, region, frames, null, 12, 12);
            AtomicInteger ended = new AtomicInteger();
            for (int round = 0; round < 40; round++) {
                frames.mark(0, 16_384);
                ended.addAndGet(EndOfStack.attempt(round, () -> purge.run(Purge.Pass.TRIM)));

                assertThat(purge.lock().tryEnter()).as("nobody has the lock, round %d", round).isTrue();
                purge.lock().holder = null;
                assertThat(purge.visits() & 1).as("nobody visits, round %d", round).isZero();
                assertThat(space.freeUnits()).as("free units, round %d", round).isEqualTo(16_384);
            }
            assertThat(ended).as("stacks that ended in a purge").hasPositiveValue();
            space.flush();
            space.verify();
        }
    }

    /** Race 1 of the package. */
    @Test
    void aRequestForTheWholePoolNeverFailsBecauseOfAPurge() throws InterruptedException {
        try (Pool pool = Pool.builder().capacity(4 * MIB).purge(false).build()) {
            AtomicBoolean stop = new AtomicBoolean();
            AtomicLong dropped = new AtomicLong();
            Thread purger = Thread.ofPlatform().start(() -> {
                while (!stop.get()) {
                    dropped.addAndGet(pool.trim());
                }
            });
            for (int round = 0; round < 2_000 || dropped.get() == 0 && round < 2_000_000; round++) {
                long address = pool.tryAllocateAddress(4 * MIB);
                assertThat(address).as("round " + round).isNotZero();
                pool.memory().set(JAVA_LONG, 0, round);
                pool.memory().set(JAVA_LONG, 2 * MIB, round);
                assertThat(pool.memory().get(JAVA_LONG, 0)).isEqualTo(round);
                assertThat(pool.memory().get(JAVA_LONG, 2 * MIB)).isEqualTo(round);
                pool.free(address);
            }
            stop.set(true);
            purger.join();
            assertThat(dropped.get()).isPositive();
            pool.space().verify();
        }
    }

    /** Race 2 of the package. */
    @Test
    void aPurgeNeverDropsWhatSomebodyHolds() throws InterruptedException {
        try (Pool pool = Pool.builder().capacity(16 * MIB).purge(false).build()) {
            AtomicBoolean stop = new AtomicBoolean();
            AtomicLong wrong = new AtomicLong();
            List<Thread> users = Stream.iterate(1, seed -> seed + 1)
                    .limit(3)
                    .map(seed -> Thread.ofPlatform().start(() -> churn(pool, seed, wrong)))
                    .toList();
            Thread purger = Thread.ofPlatform().start(() -> {
                while (!stop.get()) {
                    pool.trim();
                }
            });
            for (Thread user : users) {
                user.join();
            }
            stop.set(true);
            purger.join();

            assertThat(wrong).hasValue(0);
            pool.trim();
            assertThat(pool.usage().usedBytes()).isZero();
            assertThat(pool.usage().committedBytes()).isZero();
            pool.space().verify();
        }
    }

    /** Stamps blocks when they are allocated, checks known zeroes, and checks the stamps when they are freed. */
    private static void churn(Pool pool, int seed, AtomicLong wrong) {
        Random random = new Random(seed);
        MemorySegment[] blocks = new MemorySegment[16];
        for (int round = 0; round < 20_000; round++) {
            int slot = random.nextInt(blocks.length);
            if (blocks[slot] != null) {
                long end = blocks[slot].byteSize() - 8;
                boolean kept = blocks[slot].get(JAVA_LONG.withByteAlignment(1), 0) == blocks[slot].address()
                        && blocks[slot].get(JAVA_LONG.withByteAlignment(1), end) == blocks[slot].address();
                wrong.addAndGet(kept ? 0 : 1);
                pool.leases().giveBack(blocks[slot].address());
            }
            Lease lease = new Lease();
            pool.leases().lease(lease, 16 + random.nextInt(200_000), 1);
            MemorySegment block = pool.memory()
                    .asSlice(lease.address() - pool.baseAddress(), 16 + random.nextInt(4000));
            boolean zero = block.get(JAVA_LONG, 0) == 0 && block.get(JAVA_LONG, 8) == 0;
            wrong.addAndGet(!lease.isZero() || zero ? 0 : 1);
            block.set(JAVA_LONG.withByteAlignment(1), 0, block.address());
            block.set(JAVA_LONG.withByteAlignment(1), block.byteSize() - 8, block.address());
            blocks[slot] = block;
        }
        for (MemorySegment block : blocks) {
            if (block != null) {
                pool.leases().giveBack(block.address());
            }
        }
    }

    /** Race 3 of the package. */
    @Test
    void aPoolCanBeClosedDuringAPurge() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            Pool pool = Pool.builder().capacity(16 * MIB).purge(false).build();
            MemorySegment block = pool.allocate(16 * MIB);
            block.fill((byte) 1);
            pool.free(block);
            AtomicLong answered = new AtomicLong(-1);
            Thread purger = Thread.ofPlatform().start(() -> {
                try {
                    answered.set(pool.trim());
                } catch (IllegalStateException closedBefore) {
                    answered.set(0);
                }
            });
            pool.close();
            purger.join();
            assertThat(answered.get()).as("round " + round).isBetween(0L, 16 * MIB);
        }
    }
}
