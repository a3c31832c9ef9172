package dev.cleave.contiguity;

/**
 * What scattering costs: each piece a descriptor, each byte its share of the bandwidth. It predicts
 * the time of a transfer, and from which size of pieces on scattering no longer costs.
 *
 * @param nanosPerPiece what a descriptor costs, 0 or more
 * @param bytesPerNano the bandwidth, more than 0; the same number is gigabytes a second
 */
public record GatherCost(double nanosPerPiece, double bytesPerNano) {
    /** Refuses what is no cost. */
    public GatherCost {
        if (!(nanosPerPiece >= 0) || !(bytesPerNano > 0)) {
            throw new IllegalArgumentException("a cost of " + nanosPerPiece + " ns a piece at " + bytesPerNano
                    + " bytes a nanosecond: the first must not be negative, the second must be positive");
        }
    }

    /**
     * The cost that explains two measurements of as many bytes, in few pieces and in many.
     *
     * @throws IllegalArgumentException where the many pieces are not more, or where few took no
     *     time
     */
    public static GatherCost measured(long byteSize, long fewPieces, double fewNanos, long manyPieces,
            double manyNanos) {
        if (manyPieces <= fewPieces || fewPieces < 1) {
            throw new IllegalArgumentException(manyPieces + " pieces beside " + fewPieces
                    + ": the second measurement must have more");
        }
        double perPiece = Math.max(0, (manyNanos - fewNanos) / (manyPieces - fewPieces));
        return new GatherCost(perPiece, byteSize / (fewNanos - perPiece * fewPieces));
    }

    /** Nanoseconds of a transfer of so many bytes in so many pieces. */
    public double nanos(long byteSize, long pieces) {
        return pieces * nanosPerPiece + byteSize / bytesPerNano;
    }

    /** The share of the bandwidth that is left with pieces of one size: 0 to 1. */
    public double throughputShare(long pieceBytes) {
        double bytes = pieceBytes / bytesPerNano;
        return bytes / (bytes + nanosPerPiece);
    }

    /**
     * The least size of pieces that leaves a share of the bandwidth.
     *
     * @param share 0 to 1, both excluded
     */
    public long leastPiece(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("a share of " + share + ": it must lie between 0 and 1");
        }
        return (long) Math.ceil(nanosPerPiece * bytesPerNano * share / (1 - share));
    }
}
