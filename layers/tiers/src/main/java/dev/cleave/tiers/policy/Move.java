package dev.cleave.tiers.policy;

/**
 * One move that a policy asks for, with its reason in figures.
 *
 * @param id the object
 * @param byteSize its size as the policy was told
 * @param from the tier that it lies in
 * @param to the tier that it should lie in
 * @param savedNanos nanoseconds that the move is expected to save over the time until the object
 *     leaves again, less what is lost by those that give way; not a number where the policy does not
 *     weigh
 * @param costNanos nanoseconds that this move takes, and the one back
 */
public record Move(long id, long byteSize, int from, int to, double savedNanos, double costNanos) {
    /** Whether it brings the object nearer. */
    public boolean promotes() {
        return to < from;
    }
}
