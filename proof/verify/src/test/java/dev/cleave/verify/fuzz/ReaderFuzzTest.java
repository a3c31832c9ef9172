package dev.cleave.verify.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cleave.histories.ByteHistory;
import dev.cleave.histories.MutatedBytes;
import dev.cleave.histories.RandomHistories;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Readers of files that come from elsewhere: whatever the bytes are, they read them, or say what is
 * wrong by their own exception.
 */
@DisplayName("A reader")
class ReaderFuzzTest {
    private static final int TRIES = 1_000;

    @ParameterizedTest(name = "of {0}")
    @EnumSource
    @DisplayName("reads what is good, and refuses what was changed by its own exception alone")
    void changedBytes(FuzzedReader reader) throws Exception {
        byte[] good = reader.good();
        reader.read(good);
        AtomicInteger refused = new AtomicInteger();
        RandomHistories.check(TRIES, 60, history -> {
            if (refuses(reader, MutatedBytes.of(history, good))) {
                refused.incrementAndGet();
            }
        });
        assertThat(refused.get()).as("refused, of %d", TRIES).isGreaterThan(TRIES / 20);
    }

    @ParameterizedTest(name = "of {0}")
    @EnumSource
    @DisplayName("refuses any bytes, or reads them")
    void anyBytes(FuzzedReader reader) {
        RandomHistories.check(TRIES / 4, 200, history -> refuses(reader, all(history)));
    }

    private static byte[] all(ByteHistory history) {
        byte[] bytes = new byte[200];
        int length = 0;
        while (history.hasMore() && length < bytes.length) {
            bytes[length++] = (byte) history.below(256);
        }
        return Arrays.copyOf(bytes, length);
    }

    private static boolean refuses(FuzzedReader reader, byte[] bytes) {
        try {
            reader.read(bytes);
            return false;
        } catch (Exception thrown) {
            assertThat(thrown).isInstanceOf(reader.refusal());
            assertThat(thrown.getMessage()).as("says what is wrong").isNotBlank();
            return true;
        }
    }

    @FuzzTest(maxDuration = "10m")
    void anyReader(byte[] bytes) throws IOException {
        ByteHistory history = ByteHistory.of(bytes);
        FuzzedReader reader = history.oneOf(FuzzedReader.values());
        refuses(reader, MutatedBytes.of(history, reader.good()));
    }
}
