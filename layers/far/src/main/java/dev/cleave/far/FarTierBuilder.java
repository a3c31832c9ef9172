package dev.cleave.far;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.tiers.TierFailedException;
import io.lettuce.core.RedisURI;
import java.security.SecureRandom;
import java.time.Duration;

/** Settings for a {@link FarTier}. One thread uses it. */
public final class FarTierBuilder {
    private static final int MIN_UNIT = 16;
    private static final int MAX_UNIT = 1 << 20;
    private static final int MIN_PIECE = 1 << 10;
    private static final int MAX_PIECE = 64 << 20;
    private static final int MIN_IN_FLIGHT = 64 << 10;
    private static final int MAX_ATTEMPTS = 1_000;
    private static final int MAX_REPLICAS = 100;
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(10);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    final RedisURI server;
    final long capacity;
    String name = "far";
    int unitBytes = 256;
    int pieceBytes = 256 << 10;
    int bytesInFlight = 16 << 20;
    int attempts = 6;
    int replicas;
    Duration timeout = Duration.ofSeconds(5);
    boolean compress;
    boolean allowEviction;

    FarTierBuilder(RedisURI server, long capacity) {
        if (server.getHost() == null || server.getHost().isEmpty() || !server.getSentinels().isEmpty()) {
            throw new IllegalArgumentException("a Redis URI must name one server by host and port, such as"
                    + " redis://localhost:6379; sockets and sentinels are not for far tiers");
        }
        if (capacity < 1) {
            throw new IllegalArgumentException("a capacity of " + capacity + " bytes: must be 1 or more");
        }
        this.server = server;
        this.capacity = capacity;
    }

    /** What figures and errors call it; "far" unless told. */
    public FarTierBuilder name(String name) {
        this.name = name;
        return this;
    }

    /**
     * Bytes of a unit: what objects' sizes are rounded up to in {@link FarTier#usedBytes}; 256 unless
     * told. Each takes 1.14 bytes of the Java heap.
     *
     * @param bytes a power of two, 16 to 1 MiB
     */
    public FarTierBuilder unitBytes(int bytes) {
        if (bytes < MIN_UNIT || bytes > MAX_UNIT || Integer.bitCount(bytes) != 1) {
            throw new IllegalArgumentException(
                    "a unit of " + bytes + " bytes: must be a power of two from " + MIN_UNIT + " to " + MAX_UNIT);
        }
        unitBytes = bytes;
        return this;
    }

    /**
     * The most bytes of an object under one key; longer ones are cut into pieces. 256 KiB unless told.
     *
     * @param bytes 1 KiB to 64 MiB
     */
    public FarTierBuilder pieceBytes(int bytes) {
        if (bytes < MIN_PIECE || bytes > MAX_PIECE) {
            throw new IllegalArgumentException(
                    "a piece of " + bytes + " bytes: must be from " + MIN_PIECE + " to " + MAX_PIECE);
        }
        pieceBytes = bytes;
        return this;
    }

    /**
     * How many bytes may be on their way to servers and back at a time, of all threads together: whoever
     * wants more waits. 16 MiB unless told.
     *
     * @param bytes 64 KiB or more; a piece that is longer goes alone
     */
    public FarTierBuilder bytesInFlight(int bytes) {
        if (bytes < MIN_IN_FLIGHT) {
            throw new IllegalArgumentException(
                    bytes + " bytes in flight: must be " + MIN_IN_FLIGHT + " or more");
        }
        bytesInFlight = bytes;
        return this;
    }

    /**
     * How long to wait for a connection, and for an answer that no other is before; 5 s unless told.
     *
     * @param timeout 10 ms to an hour
     */
    public FarTierBuilder timeout(Duration timeout) {
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "a time-out of " + timeout + ": must be from " + MIN_TIMEOUT + " to " + MAX_TIMEOUT);
        }
        this.timeout = timeout;
        return this;
    }

    /**
     * How often a request is tried in all, with pauses of 20 ms, 40 ms and so on up to 1 s between; 6
     * unless told.
     *
     * @param attempts 1 to 1,000
     */
    public FarTierBuilder attempts(int attempts) {
        if (attempts < 1 || attempts > MAX_ATTEMPTS) {
            throw new IllegalArgumentException(attempts + " attempts: must be from 1 to " + MAX_ATTEMPTS);
        }
        this.attempts = attempts;
        return this;
    }

    /**
     * How many replicas must have a write before it counts: a call waits for them, and fails where they
     * do not say so in half the time-out. 0 unless told. With 1, no write that was acknowledged is lost
     * with a server, so long as the replica that takes over is one that had it.
     *
     * @param replicas 0 to 100
     */
    public FarTierBuilder replicas(int replicas) {
        if (replicas < 0 || replicas > MAX_REPLICAS) {
            throw new IllegalArgumentException(replicas + " replicas: must be from 0 to " + MAX_REPLICAS);
        }
        this.replicas = replicas;
        return this;
    }

    /** Whether values are compressed with LZ4, where that saves a sixteenth or more; no unless told. */
    public FarTierBuilder compress(boolean compress) {
        this.compress = compress;
        return this;
    }

    /**
     * Whether servers may evict values when they are full: then an object may be gone when it is read.
     * No unless told: a server whose {@code maxmemory-policy} is not {@code noeviction} is refused.
     */
    public FarTierBuilder allowEviction(boolean allow) {
        this.allowEviction = allow;
        return this;
    }

    /**
     * Connects to the server, and to the others of its cluster.
     *
     * @throws TierFailedException where a server is not to be reached, refuses, evicts though that was
     *     not allowed, is a replica, or has fewer replicas than each write must have; nothing is left
     *     open
     * @throws IllegalArgumentException where the capacity is less than a unit, or more than 2^31 of them
     */
    public FarTier open() {
        long units = capacity / unitBytes;
        if (units < 1 || units > BuddySpace.MAX_UNITS) {
            throw new IllegalArgumentException("a capacity of " + capacity + " bytes in units of " + unitBytes
                    + ": must be from 1 to " + BuddySpace.MAX_UNITS + " units");
        }
        Servers servers = new Servers(server, timeout);
        try {
            new Opening(servers, replicas, allowEviction).check();
            return new FarTier(this, servers, new SecureRandom().nextLong());
        } catch (TroubleException trouble) {
            servers.close();
            throw new TierFailedException(name, "cannot be opened: " + trouble.trouble().what(), trouble);
        }
    }
}
