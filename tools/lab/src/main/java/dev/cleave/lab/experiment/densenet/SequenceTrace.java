package dev.cleave.lab.experiment.densenet;

import dev.cleave.gpu.densenet.Step;
import dev.cleave.gpu.densenet.TrainingSequence;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;

/** A training sequence as a heap trace of one thread: one step after another, each allocating anew. */
final class SequenceTrace {
    private SequenceTrace() {}

    /**
     * The trace.
     *
     * @param steps of training, 1 or more
     */
    static Trace of(TrainingSequence sequence, int steps) {
        String name = "densenet-" + sequence.network().name() + "-" + sequence.way().label();
        Trace.Builder trace = new Trace.Builder(name, TraceKind.HEAP);
        int tensors = sequence.tensors();
        for (int step = 0; step < steps; step++) {
            int first = Math.multiplyExact(step, tensors);
            for (Step each : sequence.steps()) {
                switch (each) {
                    case Step.Allocate begin -> trace.allocateBytes(first + begin.tensor(), begin.bytes(), 0);
                    case Step.Free end -> trace.free(first + end.tensor(), 0);
                    case Step.Copy unused -> {
                        // a trace knows nothing of what is in its blocks
                    }
                }
            }
        }
        return trace.build();
    }
}
