package dev.cleave.lab.experiment.crash;

import dev.cleave.tiers.durable.DurableHeap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** The threads of a load, at work on one heap. */
final class Workers {
    private Workers() {}

    /**
     * Does steps with all threads.
     *
     * @param goesOn asked before each step
     * @throws ExecutionException where a thread could not go on
     */
    static void run(DurableHeap heap, Load load, CommitListener listener, BooleanSupplier goesOn)
            throws ExecutionException, InterruptedException {
        new CrashObjects(heap, load).create();
        try (ExecutorService threads = Executors.newFixedThreadPool(load.threads())) {
            CompletionService<Integer> ends = new ExecutorCompletionService<>(threads);
            for (int thread = 0; thread < load.threads(); thread++) {
                int own = thread;
                ends.submit(() -> work(new Worker(heap, load, own, listener), goesOn), own);
            }
            for (int ended = 0; ended < load.threads(); ended++) {
                ends.take().get();
            }
        }
    }

    private static void work(Worker worker, BooleanSupplier goesOn) {
        while (goesOn.getAsBoolean()) {
            worker.step();
        }
    }
}
