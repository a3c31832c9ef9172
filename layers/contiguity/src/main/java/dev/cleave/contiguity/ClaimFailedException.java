package dev.cleave.contiguity;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A claim that could not be had before its deadline: the blocks that would not move, and why.
 * Nothing is claimed; what has moved out stays out.
 */
public final class ClaimFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Obstacle> obstacles;

    ClaimFailedException(String what, List<Obstacle> obstacles) {
        super(what + ": " + obstacles.stream().map(Obstacle::toString).collect(Collectors.joining("; "))
                + "; close the pins, free other memory, or give it more time");
        this.obstacles = List.copyOf(obstacles);
    }

    /** What stood in the way, the lowest first: sixteen at most. */
    public List<Obstacle> obstacles() {
        return obstacles;
    }
}
