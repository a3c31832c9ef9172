package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PoolSnapshotTest {
    private static PoolSnapshot snapshot() {
        try (Pool pool = Pool.builder().name("a \"quoted\"\n pool").capacity(5 << 20).purge(false).build()) {
            pool.allocateAddress(3 << 20);
            pool.allocateAddress(10_000);
            return pool.snapshot();
        }
    }

    private static PoolSnapshot read(byte[] bytes) throws IOException {
        return PoolSnapshot.read(new ByteArrayInputStream(bytes));
    }

    @Test
    void showsThePoolByOrderAndByCell() {
        PoolSnapshot snapshot = snapshot();

        assertThat(snapshot.unitsPerCell()).isEqualTo(512);
        assertThat(snapshot.usedUnitsByCell()).hasSize(3);
        assertThat(Arrays.stream(snapshot.usedUnitsByCell()).sum()).isEqualTo(768 + 3);
        long free = 0;
        for (int order = 0; order < snapshot.freeBlocksByOrder().length; order++) {
            free += snapshot.freeBlocksByOrder()[order] << order;
        }
        assertThat(free).isEqualTo(1280 - 768 - 3);
        assertThat(snapshot.usage().requestedBytes()).isEqualTo((3 << 20) + 10_000);
        assertThat(snapshot.unusableFreeSpaceIndex(0)).isZero();
        assertThat(snapshot.unusableFreeSpaceIndex(20)).isEqualTo(1);
    }

    @Test
    void binaryReadsBackAsItWas() throws IOException {
        PoolSnapshot snapshot = snapshot();

        PoolSnapshot again = read(snapshot.toBytes());

        assertThat(again).isEqualTo(snapshot).hasSameHashCodeAs(snapshot);
        assertThat(again.toJson()).isEqualTo(snapshot.toJson());
        assertThat(snapshot.toBytes().length).isLessThan(200);
    }

    @Test
    void jsonIsOneObjectWithFormatAndVersionFirst() {
        PoolSnapshot snapshot = new PoolSnapshot("a \"b\"\n\\", "memory", Instant.ofEpochMilli(0), 4096,
                new PoolUsage(1, 2, 3, 4, 5, 6, 7), new long[] {1, 0, 1}, 512, new int[] {9, 8});

        assertThat(snapshot.toJson()).isEqualTo("{\"format\":\"cleave-pool-snapshot\",\"version\":1,"
                + "\"pool\":\"a \\\"b\\\"\\u000a\\\\\",\"backing\":\"memory\",\"takenAt\":\"1970-01-01T00:00:00Z\","
                + "\"unitBytes\":4096,\"requestedBytes\":1,\"usedBytes\":2,\"committedBytes\":3,\"reservedBytes\":4,"
                + "\"capacityBytes\":5,\"freeBytes\":6,\"largestFreeBlockBytes\":7,\"freeBlocksByOrder\":[1,0,1],"
                + "\"unusableFreeSpaceIndexByOrder\":[0.000000,0.200000,0.200000],"
                + "\"unitsPerCell\":512,\"usedUnitsByCell\":[9,8]}");
    }

    @Test
    void everyTornSnapshotIsRefused() {
        byte[] bytes = snapshot().toBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] torn = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(SnapshotFormatException.class)
                    .as("the first " + length + " bytes")
                    .isThrownBy(() -> read(torn));
        }
    }

    @Test
    void everyDamagedSnapshotIsRefused() {
        byte[] bytes = snapshot().toBytes();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatExceptionOfType(SnapshotFormatException.class)
                    .as("bit " + bit)
                    .isThrownBy(() -> read(damaged));
        }
    }

    @Test
    void foreignFilesAndNewerVersionsAreTold() {
        assertThatExceptionOfType(SnapshotFormatException.class)
                .isThrownBy(() -> read("{\"format\":\"something else\"}".getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("no snapshot: byte 0 is not as in \"CLVSNAP\"");
        assertThatExceptionOfType(SnapshotFormatException.class)
                .isThrownBy(() -> read(new byte[0]))
                .withMessageContaining("there are no bytes");
        byte[] newer = snapshot().toBytes();
        newer[7] = 9;
        assertThatExceptionOfType(SnapshotFormatException.class)
                .isThrownBy(() -> read(newer))
                .withMessageContaining("version 9: this release reads version 1");
    }

    @Test
    void noiseUnderARightChecksumIsRefusedOrReadButNeverCrashes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            byte[] noise = new byte[8 + random.nextInt(60)];
            random.nextBytes(noise);
            System.arraycopy("CLVSNAP\1".getBytes(StandardCharsets.US_ASCII), 0, noise, 0, 8);
            java.util.zip.CRC32C checksum = new java.util.zip.CRC32C();
            checksum.update(noise, 0, noise.length);
            byte[] framed = java.nio.ByteBuffer.allocate(noise.length + 4)
                    .put(noise)
                    .putInt((int) checksum.getValue())
                    .array();
            assertThatExceptionOfType(SnapshotFormatException.class)
                    .as("seed " + seed)
                    .isThrownBy(() -> read(framed))
                    .withMessageContaining("malformed snapshot");
        }
    }

    @Test
    void anAnonymousOneHasTheFiguresAndNoNames() throws IOException {
        try (Pool pool = Pool.builder().name("secret").capacity(1 << 20).build()) {
            PoolSnapshot snapshot = pool.snapshot().anonymous();

            assertThat(snapshot.pool()).isEqualTo("pool");
            assertThat(snapshot.backing()).isEmpty();
            assertThat(snapshot.usage()).isEqualTo(pool.usage());
            assertThat(PoolSnapshot.read(new ByteArrayInputStream(snapshot.toBytes()))).isEqualTo(snapshot);
            assertThat(snapshot.toJson()).doesNotContain("secret");
        }
    }
}
