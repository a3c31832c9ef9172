package dev.cleave.memory;

import java.time.Duration;
import java.util.Optional;

/**
 * Whose a block is, and where it comes from: see {@link Pool#originOf}.
 *
 * @param byteSize bytes of its units
 * @param leased whether an arena or a heap holds it
 * @param child the name of the child of the pool that took it; empty where it was the pool itself
 * @param place the innermost callers outside Cleave, innermost first, where the block was sampled
 * @param age how long ago it was, where the block was sampled
 */
public record BlockOrigin(
        long byteSize, boolean leased, String child, Optional<String> place, Optional<Duration> age) {}
