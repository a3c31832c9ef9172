package dev.cleave.workshop.nonblocking;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import java.util.function.Function;

/** The four allocators of this package, for tests that hold for each. */
enum Kind {
    ONE_LEVEL(NonblockingBuddy::oneLevel),
    FOUR_LEVELS(NonblockingBuddy::fourLevels),
    ONE_LEVEL_SPIN_LOCKED(SpinLocked::oneLevel),
    FOUR_LEVELS_SPIN_LOCKED(SpinLocked::fourLevels);

    private final Function<Shape, BlockAllocator> opener;

    Kind(Function<Shape, BlockAllocator> opener) {
        this.opener = opener;
    }

    BlockAllocator open(Shape shape) {
        return opener.apply(shape);
    }

    BlockAllocator open(long units) {
        return open(Shape.of(units));
    }
}
