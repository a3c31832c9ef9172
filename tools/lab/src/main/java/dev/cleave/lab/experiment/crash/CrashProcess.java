package dev.cleave.lab.experiment.crash;

import dev.cleave.lab.jvm.ChildMain;
import dev.cleave.tiers.durable.DurableHeap;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The process that is killed at work, by {@link KilledLives}.
 *
 * <pre>
 *   parent                        child
 *                ◀── ready        knows its classes, from a heap in memory
 *   order ──▶                     opens the heap, and works
 *                ◀── begun …      before a commit
 *                ◀── acknowledged … after it
 *   (SIGKILL)
 * </pre>
 *
 * <p>Each line is one write to the pipe, and on its way when the call returns: what the parent reads
 * until the end is all that was reported.
 */
final class CrashProcess {
    static final String READY = "ready";

    private static final int WARMUP_STEPS = 20;

    private CrashProcess() {}

    /** Takes no arguments: what is to be done is told on the standard input. */
    public static void main(String[] arguments) {
        ChildMain.run(out -> {
            warmUp();
            out.println(READY);
            out.flush();
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String order = in.readLine();
            if (order != null) {
                work(CrashOrder.parse(order));
            }
        });
    }

    private static void warmUp() throws ExecutionException, InterruptedException {
        Load load = new Load(0, 1);
        AtomicInteger steps = new AtomicInteger();
        try (DurableHeap heap = DurableHeap.open(SimulatedDisk.lasting(new byte[0]), load.settings())) {
            Workers.run(heap, load, Reports.at(load.ledgers()), () -> steps.incrementAndGet() <= WARMUP_STEPS);
        }
    }

    private static void work(CrashOrder order) throws ExecutionException, InterruptedException {
        try (DurableHeap heap = DurableHeap.open(order.file(), order.load().settings())) {
            Workers.run(heap, order.load(), new Pipe(), () -> true);
        }
    }

    /** Says it to the parent, without a buffer. */
    private static final class Pipe implements CommitListener {
        private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

        @Override
        public void begun(int thread, long number) {
            say(Reports.begunLine(thread, number));
        }

        @Override
        public void acknowledged(int thread, long number) {
            say(Reports.acknowledgedLine(thread, number));
        }

        private void say(String line) {
            try {
                out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException gone) {
                throw new UncheckedIOException("the parent does not listen any more", gone);
            }
        }
    }
}
