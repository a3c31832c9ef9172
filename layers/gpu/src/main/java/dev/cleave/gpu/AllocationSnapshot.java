package dev.cleave.gpu;

import org.jspecify.annotations.Nullable;

/**
 * An allocation as it was when a snapshot was made.
 *
 * @param offset where in its block it begins, in bytes
 * @param byteSize bytes asked for
 * @param reservedBytes bytes that it takes up
 * @param kind what lies in it
 * @param pending whether it was freed and waits for its fence
 * @param name its name; null where it has none
 * @param userData what its user keeps with it; null where that is nothing
 */
public record AllocationSnapshot(
        long offset,
        long byteSize,
        long reservedBytes,
        ResourceKind kind,
        boolean pending,
        @Nullable String name,
        @Nullable Object userData) {}
