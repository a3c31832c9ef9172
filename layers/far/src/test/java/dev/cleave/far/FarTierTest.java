package dev.cleave.far;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.tiers.Tier;
import dev.cleave.tiers.Tier.Transfer;
import dev.cleave.tiers.TierFailedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A far tier on one server")
class FarTierTest {
    private static final int PIECE = 4096;
    private static final long CAPACITY = 1 << 20;

    @TempDir
    private static Path folder;

    private static RedisServer server;
    private FarTier tier;

    @BeforeAll
    static void startServer() {
        RedisServer.assumeInstalled();
        server = RedisServer.start(folder, "--maxmemory", "64mb");
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() {
        tier = builder().open();
    }

    private static FarTierBuilder builder() {
        return FarTier.builder(server.uri(), CAPACITY).pieceBytes(PIECE).timeout(Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        tier.close();
        assertThat(server.keysOf(tier)).as("what a closed tier leaves on the server").isEmpty();
    }

    private static MemorySegment random(Random random, long length) {
        byte[] bytes = new byte[Math.toIntExact(length)];
        random.nextBytes(bytes);
        return MemorySegment.ofArray(bytes);
    }

    private static MemorySegment read(Tier tier, long place, long offset, long length) {
        MemorySegment into = MemorySegment.ofArray(new byte[Math.toIntExact(length)]);
        tier.read(place, offset, into);
        return into;
    }

    private static void assertSame(MemorySegment found, MemorySegment expected) {
        assertThat(found.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(expected.toArray(ValueLayout.JAVA_BYTE));
    }

    @ParameterizedTest(name = "of {0} bytes")
    @ValueSource(ints = {1, 16, 255, 256, 257, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE + 7})
    @DisplayName("gives back what was written, of one piece or many")
    void givesBackWhatWasWritten(int length) {
        MemorySegment bytes = random(new Random(length), length);
        long place = tier.allocate(length);

        tier.write(place, 0, bytes);

        assertSame(read(tier, place, 0, length), bytes);
        assertThat(server.keysOf(tier)).hasSize((length + PIECE - 1) / PIECE);
        assertThat(tier.usedBytes()).isEqualTo((length + 255) / 256 * 256L);
        assertThat(tier.address(place)).isEqualTo(Tier.NO_ADDRESS);
        assertThat(tier.usage().objects()).isOne();
        assertThat(tier.usage().bytesWritten()).isEqualTo(length);
        assertThat(tier.usage().bytesInFlight()).isZero();
    }

    @ParameterizedTest(name = "compressed: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("agrees with an array, whatever is written and read where")
    void agreesWithAnArray(boolean compress) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int length = 3 * PIECE + 123;
        byte[] expected = new byte[length];
        try (FarTier other = builder().compress(compress).open()) {
            long place = other.allocate(length);
            for (int step = 0; step < 200; step++) {
                int from = random.nextInt(length);
                int count = random.nextInt(Math.min(length - from, 2 * PIECE) + 1);
                if (random.nextBoolean()) {
                    byte[] bytes = new byte[count];
                    if (random.nextBoolean()) {
                        random.nextBytes(bytes);
                    }
                    System.arraycopy(bytes, 0, expected, from, count);
                    other.write(place, from, MemorySegment.ofArray(bytes));
                } else {
                    assertThat(read(other, place, from, count).toArray(ValueLayout.JAVA_BYTE))
                            .as("seed %d, step %d: %d bytes from %d", seed, step, count, from)
                            .isEqualTo(Arrays.copyOfRange(expected, from, from + count));
                }
            }
        }
    }

    @Test
    @DisplayName("moves many objects at once, of native memory that one thread alone may touch too")
    void movesManyAtOnce() {
        Random random = new Random(7);
        try (Arena confined = Arena.ofConfined()) {
            List<Transfer> out = new ArrayList<>();
            List<Transfer> in = new ArrayList<>();
            for (int each = 0; each < 500; each++) {
                long length = 1L + random.nextInt(1500);
                long place = tier.allocate(length);
                out.add(new Transfer(place, confined.allocate(length).copyFrom(random(random, length))));
                in.add(new Transfer(place, confined.allocate(length)));
            }

            tier.writeAll(out);
            tier.readAll(in);

            for (int each = 0; each < out.size(); each++) {
                assertSame(in.get(each).memory(), out.get(each).memory());
            }
        }
        assertThat(tier.usage().writes()).isEqualTo(500);
        assertThat(tier.usage().retries()).isZero();
    }

    @Test
    @DisplayName("asks a server that has all keys for sixteen values by one command")
    void asksTogether() {
        List<Transfer> transfers = new ArrayList<>();
        for (int each = 0; each < 40; each++) {
            transfers.add(new Transfer(tier.allocate(8), random(new Random(each), 8)));
        }
        tier.writeAll(transfers);
        server.with(redis -> redis.configResetstat());

        tier.readAll(transfers.stream()
                .map(each -> new Transfer(each.place(), MemorySegment.ofArray(new byte[8]))).toList());

        String commands = server.with(redis -> redis.info("commandstats"));
        assertThat(commands).contains("cmdstat_mget:calls=3,")
                .doesNotContain("cmdstat_get:");
    }

    @Test
    @DisplayName("keeps to the bytes in flight, and values longer than these go alone")
    void keepsToBytesInFlight() {
        try (FarTier narrow = builder().pieceBytes(256 << 10).bytesInFlight(64 << 10).open()) {
            List<Transfer> transfers = new ArrayList<>();
            for (int each = 0; each < 30; each++) {
                int length = each == 13 ? 200 << 10 : 12 << 10;
                transfers.add(new Transfer(narrow.allocate(length), random(new Random(each), length)));
            }

            narrow.writeAll(transfers);

            for (Transfer each : transfers) {
                assertSame(read(narrow, each.place(), 0, each.memory().byteSize()), each.memory());
            }
        }
    }

    @Test
    @DisplayName("compresses what that makes shorter, and leaves alone what it does not")
    void compresses() {
        try (FarTier compressing = builder().compress(true).open()) {
            long zeros = compressing.allocate(PIECE);
            compressing.write(zeros, 0, MemorySegment.ofArray(new byte[PIECE]));
            assertThat(compressing.usage().bytesSent()).isLessThan(PIECE / 16);

            long noise = compressing.allocate(PIECE);
            MemorySegment bytes = random(new Random(3), PIECE);
            compressing.write(noise, 0, bytes);
            assertSame(read(compressing, noise, 0, PIECE), bytes);
            assertSame(read(compressing, zeros, 0, PIECE), MemorySegment.ofArray(new byte[PIECE]));
        }
    }

    @Test
    @DisplayName("has zeros where nothing was written, and asks no server for them")
    void zerosWhereNothingWasWritten() {
        long place = tier.allocate(2 * PIECE);
        tier.write(place, 5, MemorySegment.ofArray(new byte[] {1, 2}));

        assertThat(read(tier, place, 4, 4).toArray(ValueLayout.JAVA_BYTE)).containsExactly(0, 1, 2, 0);
        assertSame(read(tier, place, PIECE, PIECE), MemorySegment.ofArray(new byte[PIECE]));
        assertThat(server.keysOf(tier)).hasSize(1);
    }

    @Test
    @DisplayName("deletes from the server what was freed or written over, a batch at a time")
    void deletesLeftovers() {
        long lasting = tier.allocate(10);
        for (int each = 0; each < 300; each++) {
            long place = tier.allocate(10);
            tier.write(place, 0, random(new Random(each), 10));
            tier.write(lasting, 0, random(new Random(each), 10));
            tier.free(place);
        }

        assertThat(tier.usage().leftKeys()).isLessThan(70);
        assertThat(server.keysOf(tier)).hasSizeLessThan(70);
        assertSame(read(tier, lasting, 0, 10), random(new Random(299), 10));
        assertThat(tier.usedBytes()).isEqualTo(256);
    }

    @Test
    @DisplayName("has no place when it is full, and one again when something was freed")
    void isBounded() {
        long all = tier.allocate(CAPACITY);
        assertThat(tier.usedBytes()).isEqualTo(CAPACITY).isEqualTo(tier.capacity());
        assertThat(tier.allocate(1)).isEqualTo(Tier.NO_PLACE);
        assertThat(tier.allocate(CAPACITY + 1)).isEqualTo(Tier.NO_PLACE);
        tier.free(all);
        assertThat(tier.usedBytes()).isZero();
        assertThat(tier.allocate(1)).isNotEqualTo(Tier.NO_PLACE);
    }

    @Test
    @DisplayName("never gives a new object what an older one wrote in its place")
    void placesAreUsedAgain() {
        long place = tier.allocate(CAPACITY);
        tier.write(place, 0, random(new Random(1), 100));
        tier.free(place);
        assertThat(tier.allocate(CAPACITY)).isEqualTo(place);

        assertSame(read(tier, place, 0, 100), MemorySegment.ofArray(new byte[100]));
    }

    @Test
    @DisplayName("serves many threads at once")
    void servesManyThreads() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 16; thread++) {
                long seed = thread;
                running.add(threads.submit(() -> writeReadAndFree(new Random(seed))));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertThat(tier.usedBytes()).isZero();
        assertThat(tier.usage().bytesInFlight()).isZero();
    }

    private void writeReadAndFree(Random random) {
        for (int each = 0; each < 50; each++) {
            long length = 1L + random.nextInt(2 * PIECE);
            MemorySegment bytes = random(random, length);
            long place = tier.allocate(length);
            tier.write(place, 0, bytes);
            assertSame(read(tier, place, 0, length), bytes);
            tier.free(place);
        }
    }

    @Test
    @DisplayName("refuses places that are not given out, bytes that they do not have, and sizes that are none")
    void badInput() {
        long place = tier.allocate(100);
        MemorySegment bytes = MemorySegment.ofArray(new byte[50]);

        assertThatThrownBy(() -> tier.write(place, 51, bytes)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tier.read(place, -1, bytes)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tier.allocate(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an object of 0 bytes: must have 1 or more");
        assertThatThrownBy(() -> tier.allocate(-5)).isInstanceOf(IllegalArgumentException.class);
        tier.free(place);
        for (long unknown : new long[] {place, -1, 17, CAPACITY}) {
            assertThatThrownBy(() -> tier.free(unknown)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("tier far: place " + unknown + " is none that is given out");
            assertThatThrownBy(() -> tier.read(unknown, 0, bytes)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> tier.write(unknown, 0, bytes)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> tier.address(unknown)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("does nothing any more once it is closed; closing twice does nothing")
    void afterTheClose() {
        long place = tier.allocate(8);
        tier.write(place, 0, random(new Random(1), 8));
        tier.close();
        tier.close();

        assertThatThrownBy(() -> tier.allocate(1)).isInstanceOf(IllegalStateException.class)
                .hasMessage("tier far is closed");
        assertThatThrownBy(() -> read(tier, place, 0, 8)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> tier.free(place)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(tier::survey).isInstanceOf(IllegalStateException.class);
    }

    // ---------------------------------------------------------------------------------------------- what others may do

    private String onlyKey() {
        return server.keysOf(tier).getFirst();
    }

    @Test
    @DisplayName("says which place is lost when its value is gone, and finds it in a survey")
    void aValueIsGone() {
        long first = tier.allocate(8);
        tier.write(first, 0, random(new Random(1), 8));
        String key = onlyKey();
        long second = tier.allocate(8);
        tier.write(second, 0, random(new Random(2), 8));
        assertThat(tier.survey().gone()).isEmpty();
        server.with(redis -> redis.del(key));

        assertThatThrownBy(() -> tier.readAll(List.of(
                new Transfer(second, MemorySegment.ofArray(new byte[8])),
                new Transfer(first, MemorySegment.ofArray(new byte[8])))))
                .isInstanceOfSatisfying(TierFailedException.class,
                        lost -> assertThat(lost.places()).containsExactly(first))
                .hasMessageStartingWith("tier far: cannot read place " + first + ": " + server.address()
                        + " no longer has " + key);
        assertThat(tier.survey().gone()).containsExactly(first);
        assertThat(tier.survey().unreachable()).isEmpty();
        assertThat(tier.survey().servers()).containsOnlyKeys(server.address().toString());
        assertSame(read(tier, second, 0, 8), random(new Random(2), 8));
    }

    @ParameterizedTest(name = "compressed: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("refuses a value of which any bit was changed, and reads others")
    void aValueIsDamaged(boolean compress) {
        try (FarTier other = builder().compress(compress).open()) {
            long place = other.allocate(300);
            other.write(place, 0, MemorySegment.ofArray(new byte[300]));
            String key = server.keysOf(other).getFirst();
            String value = server.with(redis -> redis.get(key));
            Random random = new Random(11);
            for (int each = 0; each < 30; each++) {
                StringBuilder damaged = new StringBuilder(value);
                int at = random.nextInt(value.length());
                damaged.setCharAt(at, (char) (damaged.charAt(at) ^ 1 << random.nextInt(8)));
                server.with(redis -> redis.set(key, damaged.toString()));

                assertThatThrownBy(() -> read(other, place, 0, 300)).as("bit in byte %d", at)
                        .isInstanceOf(TierFailedException.class).hasMessageContaining("has a value under " + key);
            }
            server.with(redis -> redis.set(key, value.substring(0, 45)));
            assertThatThrownBy(() -> read(other, place, 0, 300)).isInstanceOf(TierFailedException.class);
            server.with(redis -> redis.set(key, "no parcel"));
            assertThatThrownBy(() -> read(other, place, 0, 300)).hasMessageContaining("that is none that Cleave wrote");
            server.with(redis -> redis.set(key, value));
            assertSame(read(other, place, 0, 300), MemorySegment.ofArray(new byte[300]));
        }
    }

    @Test
    @DisplayName("refuses a value of another tier, or of another object, under its key")
    void aValueOfAnother() {
        long place = tier.allocate(8);
        tier.write(place, 0, random(new Random(1), 8));
        String key = onlyKey();
        try (FarTier other = builder().open()) {
            other.write(other.allocate(8), 0, random(new Random(2), 8));
            String foreign = server.with(redis -> redis.get(server.keysOf(other).getFirst()));
            server.with(redis -> redis.set(key, foreign));
            assertThatThrownBy(() -> read(tier, place, 0, 8)).isInstanceOf(TierFailedException.class)
                    .hasMessageContaining("is another tier's, that of key cleave:");
        }
        long second = tier.allocate(8);
        tier.write(second, 0, random(new Random(3), 8));
        String secondKey = server.keysOf(tier).stream().filter(each -> !each.equals(key)).findFirst().orElseThrow();
        String secondValue = server.with(redis -> redis.get(secondKey));
        server.with(redis -> redis.set(key, secondValue));
        assertThatThrownBy(() -> read(tier, place, 0, 8)).isInstanceOf(TierFailedException.class)
                .hasMessageContaining("is another object's, that of key " + secondKey);
        server.with(redis -> redis.del(key) + redis.lpush(key, "a list"));
        assertThatThrownBy(() -> read(tier, place, 0, 8)).isInstanceOf(TierFailedException.class)
                .hasMessageContaining("WRONGTYPE");
    }
}
