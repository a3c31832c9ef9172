package dev.cleave.cache;

/** Why an entry left a cache. */
public enum RemovalCause {
    /** It was removed by a call. */
    REMOVED,
    /** Its key was given another value. */
    REPLACED,
    /** It was too old. */
    EXPIRED,
    /** Others were worth its bytes more. */
    EVICTED
}
