package dev.cleave.histories;

import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A property, tried on histories of random bytes. A failure is shrunk, and told with its seed, its
 * bytes, and the steps that the history {@linkplain ByteHistory#tell told}.
 *
 * <p>{@code -Dcleave.histories.seed=…} brings all tries of a run back, and
 * {@code -Dcleave.histories.bytes=…} one history, as the failure says.
 */
public final class RandomHistories {
    private static final String SEED_NAME = "cleave.histories.seed";
    private static final String BYTES_NAME = "cleave.histories.bytes";
    private static final long SEED = Long.getLong(SEED_NAME, System.nanoTime());
    private static final int MOST_RUNS = 3_000;

    static {
        System.out.println(SEED_NAME + "=" + SEED);
    }

    private RandomHistories() {}

    /**
     * Tries a property.
     *
     * @param tries how many histories
     * @param mostBytes of each, 1 or more
     * @param property throws where it does not hold
     * @throws AssertionError where it did not hold of one
     */
    public static void check(int tries, int mostBytes, Consumer<ByteHistory> property) {
        String given = System.getProperty(BYTES_NAME);
        if (given != null) {
            property.accept(ByteHistory.of(HexFormat.of().parseHex(given)));
            return;
        }
        check(SEED, tries, mostBytes, property);
    }

    static void check(long seed, int tries, int mostBytes, Consumer<ByteHistory> property) {
        for (int each = 0; each < tries; each++) {
            byte[] bytes = RandomBytes.of(seed + each, mostBytes);
            if (failure(bytes, property) != null) {
                throw report(seed, each, bytes, property);
            }
        }
    }

    private static AssertionError report(long seed, int each, byte[] bytes, Consumer<ByteHistory> property) {
        byte[] shrunk = Shrinking.of(bytes, smaller -> failure(smaller, property) != null, MOST_RUNS);
        ByteHistory history = ByteHistory.of(shrunk);
        Throwable failure = thrown(history, property);
        String steps = history.told().stream().map(step -> "\n  " + step).collect(Collectors.joining());
        return new AssertionError("history " + each + " of -D" + SEED_NAME + "=" + seed + " failed, shrunk from "
                + bytes.length + " bytes to " + shrunk.length + ": -D" + BYTES_NAME + "="
                + HexFormat.of().formatHex(shrunk) + steps + "\n"
                + (failure == null ? "it did not fail again: is anything in it random?" : failure.getMessage()),
                failure);
    }

    private static @Nullable Throwable failure(byte[] bytes, Consumer<ByteHistory> property) {
        return thrown(ByteHistory.of(bytes), property);
    }

    private static @Nullable Throwable thrown(ByteHistory history, Consumer<ByteHistory> property) {
        try {
            property.accept(history);
            return null;
        } catch (RuntimeException | Error failure) {
            return failure;
        }
    }
}
