package dev.cleave.examples.plan;

import dev.cleave.plan.Lifetimes;

/** Memory that has none: it writes down what a step asks for and when it gives that back. */
final class StepRecorder implements StepMemory {
    private final Lifetimes.Builder recorded = Lifetimes.builder();

    @Override
    public long allocate(long byteSize) {
        return recorded.allocate(byteSize);
    }

    @Override
    public void free(long block) {
        recorded.free((int) block);
    }

    Lifetimes lifetimes() {
        return recorded.build();
    }
}
