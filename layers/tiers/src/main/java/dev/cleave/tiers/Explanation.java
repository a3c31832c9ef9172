package dev.cleave.tiers;

import java.util.Locale;

/**
 * Where an object is, and why: in figures and in words.
 *
 * @param handle the object
 * @param byteSize its bytes
 * @param context the context that it was allocated in
 * @param tier the tier that it is in
 * @param cleanCopyIn the farther tier that has a clean copy of it, or an empty text: then it was
 *     written since it came nearer, or never was farther
 * @param readers pins that read it now
 * @param writers pins that write it now
 * @param heat accesses that the policy expects over the time that it looks ahead; not a number where
 *     it counts none
 * @param savedNanos nanoseconds that lying in the nearest tier would save over that time, or saves;
 *     not a number where the policy does not weigh
 * @param costNanos nanoseconds that moving it to the nearest tier and back takes
 * @param reason what the policy thinks, in words
 * @param lastDecision the last move that was asked for, with its figures, and what became of it; an
 *     empty text where none is remembered
 */
public record Explanation(
        long handle,
        long byteSize,
        int context,
        String tier,
        String cleanCopyIn,
        int readers,
        int writers,
        double heat,
        double savedNanos,
        double costNanos,
        String reason,
        String lastDecision) {

    /** All of it in a few lines. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("object 0x").append(Long.toHexString(handle))
                .append(": ").append(byteSize).append(" bytes of context ").append(context)
                .append(" in tier ").append(tier)
                .append(cleanCopyIn.isEmpty() ? ", no clean copy elsewhere" : ", a clean copy in tier " + cleanCopyIn)
                .append("\n  pinned by ").append(readers).append(" readers and ").append(writers).append(" writers");
        text.append("\n  policy: ").append(reason)
                .append("\n  expected accesses ").append(figure(heat))
                .append(", saved in the nearest tier ").append(figure(savedNanos))
                .append(" ns, moving there and back ").append(figure(costNanos)).append(" ns");
        return lastDecision.isEmpty()
                ? text.toString()
                : text.append("\n  last decision: ").append(lastDecision).toString();
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? "not weighed" : String.format(Locale.ROOT, "%,.1f", value);
    }
}
