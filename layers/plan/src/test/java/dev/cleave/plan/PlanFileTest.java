package dev.cleave.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFileTest {
    private static final long SEED = 32;

    @TempDir
    private Path folder;

    private static Plan plan() {
        Lifetimes cycle = Sequences.cycle(new Random(SEED), 40, 3000);
        return new Planner().withLimit(Duration.ofMillis(50)).plan(cycle);
    }

    /** The same bytes with a checksum that is right. */
    private static byte[] sealed(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, bytes.length - Integer.BYTES);
        return ByteBuffer.wrap(bytes.clone()).putInt(bytes.length - Integer.BYTES, (int) checksum.getValue()).array();
    }

    @DisplayName("A plan is read as it was written, and replaces what was there")
    @Test
    void isReadAsWritten() throws IOException {
        Plan plan = plan();
        Path file = Files.writeString(folder.resolve("some.plan"), "older");

        plan.write(file);
        Plan read = Plan.read(file);

        assertThat(read.lifetimes()).isEqualTo(plan.lifetimes());
        assertThat(read.alignment()).isEqualTo(plan.alignment());
        assertThat(read.plannedBytes()).isEqualTo(plan.plannedBytes());
        assertThat(read.fingerprint()).isEqualTo(plan.fingerprint());
        for (int position = 0; position < plan.lifetimes().count(); position++) {
            assertThat(read.offset(position)).isEqualTo(plan.offset(position));
        }
        try (var files = Files.list(folder)) {
            assertThat(files).as("nothing is left beside it").containsExactly(file);
        }
    }

    @DisplayName("Every byte changed, in each of its bits, is found")
    @Test
    void findsEveryChange() {
        byte[] bytes = PlanFile.bytes(plan());
        for (int at = 0; at < bytes.length; at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) (1 << bit);
                assertThatExceptionOfType(PlanFormatException.class).as("byte %d, bit %d", at, bit)
                        .isThrownBy(() -> PlanFile.plan(changed));
            }
        }
    }

    @DisplayName("Every cut is found")
    @Test
    void findsEveryCut() {
        byte[] bytes = PlanFile.bytes(plan());
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(PlanFormatException.class).as("length %d", length)
                    .isThrownBy(() -> PlanFile.plan(cut));
        }
    }

    @DisplayName("What is changed and sealed again is a sound plan or refused: no other exception, no overlap")
    @Test
    void trustsNoNumber() {
        byte[] bytes = PlanFile.bytes(plan());
        Random random = new Random(SEED);
        int refused = 0;
        int rounds = 20_000;
        for (int round = 0; round < rounds; round++) {
            byte[] changed = Arrays.copyOf(bytes, bytes.length - random.nextInt(2) * random.nextInt(40));
            for (int change = 0; change <= random.nextInt(3); change++) {
                changed[8 + random.nextInt(changed.length - 12)] = (byte) random.nextInt();
            }
            try {
                Plan read = PlanFile.plan(sealed(changed));
                assertThat(PlanFile.bytes(read)).as("seed %d, round %d", SEED, round).isEqualTo(sealed(changed));
            } catch (PlanFormatException bad) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(rounds * 9 / 10);
    }

    @DisplayName("Errors say which file, and what it is instead of a plan")
    @Test
    void saysWhatIsWrong() throws IOException {
        Path file = folder.resolve("other.plan");
        byte[] bytes = PlanFile.bytes(plan());

        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> Plan.read(file));
        Files.writeString(file, "a 0 16 0\nf 0 0\n");
        assertThatExceptionOfType(PlanFormatException.class).isThrownBy(() -> Plan.read(file))
                .withMessage(file + ": no plan: byte 0 is not as in \"CLVPLAN\", with which one begins");
        Files.write(file, new byte[0]);
        assertThatExceptionOfType(PlanFormatException.class).isThrownBy(() -> Plan.read(file))
                .withMessage(file + ": no plan: there are no bytes");
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatExceptionOfType(PlanFormatException.class).isThrownBy(() -> Plan.read(file))
                .withMessageContaining("torn or damaged plan: the checksum");
        byte[] newer = bytes.clone();
        newer[7] = 2;
        Files.write(file, sealed(newer));
        assertThatExceptionOfType(PlanFormatException.class).isThrownBy(() -> Plan.read(file))
                .withMessage(file + ": plan of version 2: this release reads version 1");
    }

    @DisplayName("A count that the file has no room for is refused before anything is made of that size")
    @Test
    void refusesACountBeyondTheFile() {
        byte[] head = "CLVPLAN\u0001".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        byte[] body = ByteBuffer.allocate(head.length + 6 + 1 + 8 + Integer.BYTES)
                .put(head).put((byte) 8)
                .put(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0x7f, 0}).put(new byte[9])
                .array();

        assertThatExceptionOfType(PlanFormatException.class).isThrownBy(() -> PlanFile.plan(sealed(body)))
                .withMessageContaining("268435455 allocations in 10 bytes");
    }

    @DisplayName("A file larger than any plan is refused unread")
    @Test
    void refusesAFileTooLarge() throws IOException {
        Path file = folder.resolve("large.plan");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 31);
        }

        assertThatExceptionOfType(PlanFormatException.class).isThrownBy(() -> Plan.read(file))
                .withMessage(file + ": has 2147483648 bytes: a plan has 2147483583 at most");
    }

    @DisplayName("A plan is of one sequence, and says so where it is asked for another")
    @Test
    void isOfOneSequence() {
        Plan plan = plan();
        Lifetimes other = Lifetimes.of(new long[] {1}, new int[] {1});

        plan.requireFor(plan.lifetimes());
        assertThatIllegalArgumentException().isThrownBy(() -> plan.requireFor(other))
                .withMessageStartingWith("the plan is of another sequence: of 40 allocations, fingerprint ");
    }

    @DisplayName("Where a file cannot be written, what was there stays, and nothing is left beside it")
    @Test
    void keepsWhatWasThere() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("taken"));
        Files.writeString(directory.resolve("inside"), "so that it cannot be replaced");

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> plan().write(directory));

        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(directory);
        }
    }
}
