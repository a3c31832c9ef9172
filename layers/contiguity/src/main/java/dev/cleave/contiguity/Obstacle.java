package dev.cleave.contiguity;

import java.time.Duration;

/**
 * What stood in the way of a compaction or a claim.
 *
 * @param kind why it would not move
 * @param address where it lay
 * @param byteSize how long it is
 * @param held of a long pin, how long it has been held; of short pins, since when compaction has
 *     found the block pinned each time it looked, as nobody writes down when a short pin began:
 *     none the first time; of others none
 * @param site of a long pin, the place that took it, where {@linkplain
 *     MovableBlocksBuilder#samplePins sampled}; else empty
 */
public record Obstacle(Kind kind, long address, long byteSize, Duration held, String site) {
    /** Why a block would not move. */
    public enum Kind {
        /** Somebody has it pinned for short, or moved it at that moment. */
        PINNED,
        /** Somebody has it pinned for long. There is one obstacle for each such pin. */
        PINNED_LONG,
        /** It is no movable block. */
        UNMOVABLE,
        /** It could be moved, but there is no other place for it. */
        NO_PLACE,
        /**
         * No block yet, or none any more: somebody who allocates, moves or frees one has it in hand
         * at this moment.
         */
        IN_TRANSIT
    }

    @Override
    public String toString() {
        return kind + " at 0x" + Long.toHexString(address) + ", " + byteSize + " bytes"
                + (held.isZero() ? "" : ", for " + held) + (site.isEmpty() ? "" : ", by " + site);
    }
}
