package dev.cleave.lab.peer;

import dev.cleave.workshop.Algorithm;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;

/**
 * Opens the algorithms of the workshop with blocks as large as they can have.
 *
 * <p>Some limit the order of their blocks by nature, as LLFree does at 10, and refuse shapes beyond it.
 */
public final class AlgorithmSpace {
    private AlgorithmSpace() {}

    /**
     * A space of so many units, wholly free, whose largest order is the largest that fits and that the algorithm can have.
     *
     * @param units 1 or more
     * @param leastOrder what its largest order must reach, 0 or more
     * @throws UnsupportedOperationException when it cannot, giving the algorithm's own reason
     */
    public static BlockAllocator open(Algorithm algorithm, long units, int leastOrder) {
        Shape largest = Shape.of(units);
        if (leastOrder > largest.maxOrder()) {
            throw new UnsupportedOperationException(
                    "blocks of order " + leastOrder + " are asked for, and the region of "
                            + units + " units holds none above order " + largest.maxOrder());
        }
        String reason = "";
        for (int order = largest.maxOrder(); order >= leastOrder; order--) {
            try {
                return algorithm.open(new Shape(units, order));
            } catch (IllegalArgumentException refused) {
                reason = String.valueOf(refused.getMessage());
            }
        }
        throw new UnsupportedOperationException(
                "blocks of order " + leastOrder + " are asked for, and it refused: " + reason);
    }
}
