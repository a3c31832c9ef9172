package dev.cleave.gpu;

import java.util.Optional;

/**
 * An allocation as it was when a snapshot was made.
 *
 * @param offset where in its block it begins, in bytes
 * @param byteSize bytes asked for
 * @param reservedBytes bytes that it takes up
 * @param kind what lies in it
 * @param pending whether it was freed and waits for its fence
 * @param name its name; empty where it has none
 * @param userData what its user keeps with it, if anything
 */
public record AllocationSnapshot(
        long offset,
        long byteSize,
        long reservedBytes,
        ResourceKind kind,
        boolean pending,
        String name,
        Optional<Object> userData) {}
