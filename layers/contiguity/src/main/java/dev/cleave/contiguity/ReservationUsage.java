package dev.cleave.contiguity;

/**
 * The figures of a {@link Reservation}: estimates while others run.
 *
 * @param byteSize bytes of the range
 * @param lentBytes of them, lent to blocks
 * @param claimedBytes of them, claimed or being claimed
 * @param claims claims that were had
 * @param failedClaims claims that were not
 * @param movedBytes bytes of blocks that claims have moved out
 */
public record ReservationUsage(
        long byteSize, long lentBytes, long claimedBytes, long claims, long failedClaims, long movedBytes) {
    /** Of no reservation. */
    static final ReservationUsage NONE = new ReservationUsage(0, 0, 0, 0, 0, 0);

    /** Of both together. */
    ReservationUsage plus(ReservationUsage other) {
        return new ReservationUsage(byteSize + other.byteSize, lentBytes + other.lentBytes,
                claimedBytes + other.claimedBytes, claims + other.claims, failedClaims + other.failedClaims,
                movedBytes + other.movedBytes);
    }
}
