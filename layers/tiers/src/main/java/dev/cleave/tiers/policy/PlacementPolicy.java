package dev.cleave.tiers.policy;

import java.util.Optional;

/**
 * Decides which objects should lie in which tier.
 *
 * <p>It is told of every access, or of an even sample of them, and of where objects lie; and it is
 * asked what should move. Each move that it answers is followed by {@link #placed} when it was
 * done, or by {@link #refused} when it was not, before the next is asked for. One that is to be
 * done together with the next ones is placed before it is done; where it comes to nothing, the
 * object is placed again where it is.
 *
 * <p><strong>Threads.</strong> One at a time. <strong>Cost.</strong> Each call takes a time that
 * does not grow with the number of objects, or with its logarithm; memory grows with the residents
 * of all tiers but the last.
 */
public interface PlacementPolicy {
    /** What it is called in figures and options. */
    String name();

    /**
     * An object lies in a tier from now on: it is new, its size has changed, or it was moved.
     *
     * @param byteSize the bytes that it takes, rounding included, 1 or more
     * @param clean whether a tier below has a copy of it that holds, so that to leave costs nothing
     */
    void placed(long id, long byteSize, int tier, boolean clean);

    /**
     * An object was read or written, wherever it lies: in the last tier, where nothing else was
     * said.
     *
     * @param byteSize as {@link #placed} says it
     */
    void accessed(long id, long byteSize, boolean write);

    /** An object is no more. One that is not known is none that lies near: nothing happens. */
    void removed(long id);

    /**
     * What should move next, or nothing where all lies as it should: a promotion, or the demotion
     * that makes room for it.
     *
     * @param mostBytes the most bytes that may be copied now; a larger move waits
     */
    Optional<Move> nextMove(long mostBytes);

    /**
     * What should leave a tier first, because room is needed there at once; nothing where it holds
     * nothing that is known.
     *
     * @param tier any but the last
     */
    Optional<Move> relieve(int tier);

    /** A move could not be done: the object was written meanwhile, or there was no room. */
    void refused(Move move);

    /**
     * What it thinks of an object.
     *
     * @param byteSize as {@link #placed} says it
     */
    Standing standing(long id, long byteSize);
}
