package dev.cleave.tiers.policy;

/**
 * What a policy thinks of an object now: for people who ask why it lies where it does.
 *
 * @param heat accesses that it is expected to have over the time that the policy looks ahead; not a
 *     number where the policy counts none
 * @param savedNanos nanoseconds that lying in the nearest tier would save over that time, or saves;
 *     not a number where the policy does not weigh
 * @param costNanos nanoseconds that moving it to the nearest tier and back takes
 * @param reason all of that in words
 */
public record Standing(double heat, double savedNanos, double costNanos, String reason) {}
