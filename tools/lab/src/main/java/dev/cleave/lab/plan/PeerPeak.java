package dev.cleave.lab.plan;

import java.util.OptionalLong;

/**
 * What an allocator needs of real memory for a trace.
 *
 * @param allocator its name
 * @param residentBytes the most that was resident; empty where it could not be measured
 * @param reason why it could not be measured, else empty
 */
public record PeerPeak(String allocator, OptionalLong residentBytes, String reason) {}
