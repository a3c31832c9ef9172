package dev.cleave.lab.heap;

/**
 * What rounding sizes up costs over many allocations.
 *
 * @param allocations how many
 * @param requestedBytes asked for in all of them
 * @param setAsideBytes set aside for them
 */
public record Rounding(long allocations, long requestedBytes, long setAsideBytes) {
    /** Of no allocation. */
    static final Rounding NONE = new Rounding(0, 0, 0);

    /** With one more allocation. */
    Rounding with(long requested, long setAside) {
        return new Rounding(allocations + 1, requestedBytes + requested, setAsideBytes + setAside);
    }

    /** Of both. */
    Rounding plus(Rounding other) {
        return new Rounding(allocations + other.allocations, requestedBytes + other.requestedBytes,
                setAsideBytes + other.setAsideBytes);
    }

    /** Bytes set aside beyond each byte asked for: 0.05 is five percent; 0 where nothing was asked for. */
    public double average() {
        return requestedBytes == 0 ? 0 : (double) setAsideBytes / requestedBytes - 1;
    }
}
