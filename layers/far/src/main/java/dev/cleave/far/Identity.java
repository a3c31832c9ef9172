package dev.cleave.far;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Which write of which object of which tier a value is: what its key says, and the value again.
 * Each write has an identity of its own, so a value never changes once it is there.
 *
 * @param store the number of the tier, chosen at random when it was opened
 * @param place where the object is in the tier
 * @param generation the number of the write, 1 for the tier's first
 */
record Identity(long store, long place, long generation) {
    private static final String PREFIX = "cleave:";
    private static final HexFormat HEX = HexFormat.of();

    /** The key: {@code cleave:STORE:PLACE:GENERATION}, in hexadecimal. */
    byte[] key() {
        return (PREFIX + HEX.toHexDigits(store) + ":" + Long.toHexString(place) + ":"
                + Long.toHexString(generation)).getBytes(StandardCharsets.US_ASCII);
    }

    /** The key as a user types it. */
    String keyText() {
        return new String(key(), StandardCharsets.US_ASCII);
    }
}
