package dev.cleave.plan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * A place for every allocation of a sequence, such that no two blocks that live together overlap.
 *
 * <p>Made by a {@link Planner}, kept in a file, followed by a {@link PlannedPool}. Whatever way a
 * plan was come by, from a file too, its places were checked against its lifetimes.
 *
 * <p>Immutable. 20 bytes an allocation.
 */
public final class Plan {
    /**
     * The offset of what {@linkplain Lifetimes#outlives outlives} its turn of a cycle, and has no
     * place.
     */
    public static final long NO_PLACE = -1;

    private final Lifetimes lifetimes;
    private final long alignment;
    private final long[] offsets;
    private final long height;

    /**
     * The places of a sequence.
     *
     * @param offsets in bytes
     * @throws IllegalArgumentException where the places are none for these lifetimes
     */
    Plan(Lifetimes lifetimes, long alignment, long[] offsets, long height) {
        Optional<String> fault = PlanCheck.fault(lifetimes, offsets, alignment, height);
        if (fault.isPresent()) {
            throw new IllegalArgumentException(fault.get());
        }
        this.lifetimes = lifetimes;
        this.alignment = alignment;
        this.offsets = offsets;
        this.height = height;
    }

    /**
     * Reads a plan from a file.
     *
     * @throws PlanFormatException where the file holds no plan, a torn or damaged one, or one of a
     *     newer version
     * @throws IOException where it cannot be read
     */
    public static Plan read(Path file) throws IOException {
        return PlanFile.read(file);
    }

    /**
     * Writes the plan into a file; an existing one is replaced when all of the new one is written.
     *
     * @throws IOException where it cannot be written; what was there before is there still
     */
    public void write(Path file) throws IOException {
        PlanFile.write(this, file);
    }

    /** What was planned for. */
    public Lifetimes lifetimes() {
        return lifetimes;
    }

    /** Every offset is a multiple of so many bytes. */
    public long alignment() {
        return alignment;
    }

    /**
     * Where the block of a position lies, in bytes from the beginning of the memory; or
     * {@link #NO_PLACE}.
     */
    public long offset(int position) {
        return offsets[position];
    }

    /** How much memory the plan needs, in bytes: a multiple of the alignment. */
    public long plannedBytes() {
        return height;
    }

    /**
     * Bytes needed for each byte that is live where most is, as it was asked for: 1 at the least,
     * where anything is planned at all. Cost: linear.
     */
    public double ratio() {
        return ratio(lifetimes.mostLiveBytes());
    }

    /**
     * Bytes needed for each that any placement at this alignment needs: 1 is as good as can be.
     * Cost: linear.
     */
    public double ratioAtAlignment() {
        return ratio(lifetimes.mostLiveBytes(alignment));
    }

    private double ratio(long bytes) {
        return bytes == 0 ? 1 : (double) height / bytes;
    }

    /**
     * What tells sequences apart: the first 8 bytes of the SHA-256 of all sizes and ends. Cost:
     * linear.
     */
    public long fingerprint() {
        return fingerprint(lifetimes);
    }

    /**
     * Refuses a plan of another sequence. Cost: linear.
     *
     * @throws IllegalArgumentException unless this plan is for a sequence of the same sizes and
     *     ends
     */
    public void requireFor(Lifetimes sequence) {
        if (!lifetimes.equals(sequence)) {
            throw new IllegalArgumentException(("the plan is of another sequence: of %,d allocations, fingerprint"
                    + " %016x; this one has %,d, fingerprint %016x").formatted(lifetimes.count(), fingerprint(),
                            sequence.count(), fingerprint(sequence)));
        }
    }

    static long fingerprint(Lifetimes lifetimes) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
        MessageDigest digest = sha256();
        for (int position = 0; position < lifetimes.count(); position++) {
            digest.update(bytes.clear().putLong(lifetimes.bytes(position)).putInt(lifetimes.end(position)).flip());
        }
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    /** What it is of and how much it needs, for logs. */
    @Override
    public String toString() {
        return "Plan[" + lifetimes.count() + " allocations, " + height + " bytes]";
    }
}
