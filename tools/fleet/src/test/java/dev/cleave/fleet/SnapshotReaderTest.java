package dev.cleave.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.heap.Heap;
import dev.cleave.heap.ProcessSnapshot;
import dev.cleave.memory.Pool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A reader of snapshots")
class SnapshotReaderTest {
    private static final String FILE = "/fleet/host-1/orders-17@2026-11-30.snap";

    @Test
    @DisplayName("reads what a pool writes, binary and JSON, as the same figures")
    void readsRealPools() {
        try (Pool pool = Pool.builder().name("main").capacity(64 << 20).build()) {
            pool.allocate(100);
            pool.allocate(3 << 20);
            Reading binary = read(pool.snapshot().toBytes());
            ProcessFigures figures = ((Reading.Snapshot) binary).process();
            assertThat(figures.process()).isEqualTo("orders-17");
            assertThat(figures.requestedBytes()).isEqualTo((3 << 20) + 100);
            assertThat(figures.usedBytes()).isEqualTo((3 << 20) + 4096);
            assertThat(figures.largestFreeBytes()).isEqualTo(pool.usage().largestFreeBlockBytes());
            assertThat(figures.freeBytes() - figures.freeBelow2MiBBytes())
                    .as("of 61 MiB less a page, what lies in whole blocks of 2 MiB")
                    .isBetween(56L << 20, 60L << 20);
            ProcessFigures text = ((Reading.Snapshot) read(text(pool.snapshot().toJson()))).process();
            assertThat(text).usingRecursiveComparison().ignoringFields("takenAtMillis").isEqualTo(figures);
        }
    }

    @Test
    @DisplayName("reads a list of pools as one process, as a command writes them together")
    void readsLists() {
        try (Pool one = Pool.builder().name("one").capacity(8 << 20).build();
                Pool two = Pool.builder().name("two").capacity(16 << 20).build()) {
            String list = "[" + one.snapshot().toJson() + ", " + two.snapshot().toJson() + "]";
            ProcessFigures figures = ((Reading.Snapshot) read(text(list))).process();
            assertThat(figures.pools()).isEqualTo(2);
            assertThat(figures.capacityBytes()).isEqualTo(24 << 20);
            assertThat(figures.largestPoolBytes()).isEqualTo(16 << 20);
            for (int length = 1; length < list.length(); length++) {
                assertThat(read(text(list.substring(0, length)))).isInstanceOf(Reading.Torn.class);
            }
        }
    }

    @Test
    @DisplayName("reads a process of pools, heaps and sites, and deals what is lost out to the sites")
    void readsRealProcesses() {
        try (Pool pool = Pool.builder().name("main").capacity(64 << 20).build();
                Heap heap = Heap.builder(pool).reportLeaks(false).build()) {
            heap.allocate(100);
            heap.allocate(5000);
            Reading.Snapshot whole = (Reading.Snapshot) read(
                    text(ProcessSnapshot.of("host/1", "orders", "").with(pool).with(heap).toJson()
                            .replace("\"sites\":[]", """
                                    "sites":[{"pool": "main", "place": "A", "estimatedBytes": 300},
                                             {"pool": "main", "place": "B", "estimatedBytes": 100}]""")));
            long lost = heap.usage().strandedBytes() + heap.usage().wastedBytes();
            assertThat(whole.process().strandedBytes()).isPositive().isEqualTo(heap.usage().strandedBytes());
            assertThat(whole.process().version()).isEmpty();
            assertThat(whole.classes()).hasSameSizeAs(heap.usage().classes());
            long rounding = pool.usage().usedBytes() - pool.usage().requestedBytes();
            assertThat(whole.sites()).containsExactly(
                    new SiteFigures("A", 300, Math.round((lost + rounding) * 0.75)),
                    new SiteFigures("B", 100, Math.round((lost + rounding) * 0.25)));
        }
    }

    @Test
    @DisplayName("names what is wrong with every cut and every flipped bit of a binary snapshot")
    void namesTornBinary() {
        byte[] whole;
        try (Pool pool = Pool.builder().name("main").capacity(8 << 20).build()) {
            whole = pool.snapshot().toBytes();
        }
        for (int length = 0; length < whole.length; length++) {
            assertThat(read(Arrays.copyOf(whole, length))).as("the first %d bytes", length)
                    .isInstanceOf(Reading.Torn.class);
        }
        for (int bit = 7 * 8; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(read(flipped)).as("bit %d flipped", bit).isInstanceOf(Reading.Torn.class);
        }
    }

    @Test
    @DisplayName("takes every cut of a JSON snapshot for torn, and never for another's file")
    void namesTornJson() {
        String whole = "{\"format\": \"cleave-pool-snapshot\", \"version\": 1, \"pool\": \"a\"}";
        for (int length = 0; length < whole.length(); length++) {
            assertThat(read(text(whole.substring(0, length)))).as(whole.substring(0, length))
                    .isInstanceOf(Reading.Torn.class);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', value = {
        "{\"format\":\"cleave-pool-snapshot\",\"version\":2}|is of version 2; this reads version 1",
        "{\"format\":\"cleave-pool-snapshot\"}|has no version",
        "{\"format\":\"cleave-process-snapshot\",\"version\":1,\"pools\":3}|has pools that are no list",
        "{\"format\":\"cleave-process-snapshot\",\"version\":1}|has no process",
        "{\"format\":\"cleave-process-snapshot\",\"version\":1,\"process\":\"p\",\"takenAt\":\"soon\"}"
                + "|has a takenAt that is no time: soon",
        "{\"format\":\"cleave-pool-snapshot\",\"version\":-1}|has a version that is no number from 0 to 2^48",
    })
    @DisplayName("says what is wrong with a snapshot")
    void saysWhatIsWrong(String json, String problem) {
        assertThat(read(text(json))).isEqualTo(new Reading.Torn(FILE, problem));
    }

    @Test
    @DisplayName("leaves other files alone")
    void leavesOthersAlone() {
        for (String other : List.of("hello", "{\"a\": 1}", "[1, 2]", "[]", "[{}]", "PAR1", "\u0000\u0001",
                "{ broken")) {
            assertThat(read(text(other))).as(other).isEqualTo(new Reading.Other(FILE));
        }
    }

    @Test
    @DisplayName("says so when a file cannot be read")
    void saysThatItCannotBeRead() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("disk on fire");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return read();
            }
        };
        assertThat(SnapshotReader.read(FILE, broken))
                .isEqualTo(new Reading.Torn(FILE, "cannot be read: disk on fire"));
    }

    private static Reading read(byte[] bytes) {
        return SnapshotReader.read(FILE, new ByteArrayInputStream(bytes));
    }

    private static byte[] text(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
