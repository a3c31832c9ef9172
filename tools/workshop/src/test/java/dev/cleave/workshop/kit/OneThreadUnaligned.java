package dev.cleave.workshop.kit;

import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.Progress;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.contract.ThreadSafety;

/** A right allocator that promises little: neither threads nor alignment. */
final class OneThreadUnaligned extends PlantedBuddy {
    OneThreadUnaligned(Shape shape) {
        super(shape, Fault.NONE);
    }

    @Override
    public Description description() {
        return new Description("modest", "Promises little", ThreadSafety.ONE_THREAD, Progress.SEQUENTIAL, false,
                "a test");
    }
}
