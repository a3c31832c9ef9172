package dev.cleave.examples.arrow;

import dev.cleave.arrow.CleaveArrowMemory;
import dev.cleave.memory.Pool;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line of the example: one thread writes into a pipe what another one reads out of it.
 */
@Command(
        name = "arrow-ipc",
        mixinStandardHelpOptions = true,
        description = "Writes record batches as an Arrow IPC stream, and reads them at the other end of a pipe. All"
                + " buffers of both ends come from one bounded pool, which stays as small as a few batches.")
final class ArrowIpc implements Callable<Integer> {
    private static final int MOST_ROWS = 100_000_000;
    private static final int MOST_BATCH_ROWS = 10_000_000;
    private static final int STEPS = 10;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--rows",
            paramLabel = "ROWS",
            defaultValue = "10000000",
            description = "How many rows, 1 to 100 million; 10 million unless told.")
    private int rows;

    @Option(
            names = "--batch",
            paramLabel = "ROWS",
            defaultValue = "65536",
            description = "Rows of a batch, 1 to 10 million; 65,536 unless told.")
    private int batch;

    @Option(
            names = "--capacity",
            paramLabel = "MIB",
            defaultValue = "256",
            description = "What all buffers may take together, in MiB; 256 unless told.")
    private int mebibytes;

    private long peak;

    @Override
    public Integer call() throws IOException, InterruptedException {
        require("--rows", rows, MOST_ROWS);
        require("--batch", batch, MOST_BATCH_ROWS);
        require("--capacity", mebibytes, Integer.MAX_VALUE);
        PrintWriter out = spec.commandLine().getOut();
        try (Pool pool = Pool.builder().name("arrow").capacity((long) mebibytes << 20).build();
                CleaveArrowMemory memory = CleaveArrowMemory.of(pool);
                BufferAllocator allocator = memory.rootAllocator()) {
            transfer(pool, allocator, out);
            out.printf("%,d rows came back as they were written%n", rows);
            out.printf("at most %,.1f MiB of the pool's %,d MiB were committed; %,.1f MiB were in buffers at most%n",
                    mebibytes(peak), mebibytes, mebibytes(allocator.getPeakMemoryAllocation()));
            return 0;
        } catch (OutOfMemoryException full) {
            spec.commandLine().getErr().println(full.getMessage());
            return 1;
        } finally {
            out.flush();
        }
    }

    private void require(String option, int given, int most) {
        if (given < 1 || given > most) {
            throw new ParameterException(spec.commandLine(),
                    "%s %,d: it must be from 1 to %,d".formatted(option, given, most));
        }
    }

    /** Whichever end fails closes the pipe, so that the other one ends too. */
    private void transfer(Pool pool, BufferAllocator allocator, PrintWriter out)
            throws IOException, InterruptedException {
        Pipe pipe = Pipe.open();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer = threads.submit(() -> {
                try (WritableByteChannel sink = pipe.sink()) {
                    write(allocator, sink);
                }
                return null;
            });
            try (ReadableByteChannel source = pipe.source()) {
                read(pool, allocator, source, out);
            } catch (IOException cutShort) {
                rethrow(writer);
                throw cutShort;
            }
            rethrow(writer);
        }
    }

    private static void rethrow(Future<?> writer) throws IOException, InterruptedException {
        try {
            writer.get();
        } catch (ExecutionException failure) {
            switch (Objects.requireNonNull(failure.getCause())) {
                case OutOfMemoryException full -> throw full;
                case IOException broken -> throw broken;
                default -> throw new IllegalStateException("the writer failed", failure);
            }
        }
    }

    private void write(BufferAllocator allocator, WritableByteChannel sink) throws IOException {
        try (VectorSchemaRoot root = Trades.newRoot(allocator);
                ArrowStreamWriter writer = new ArrowStreamWriter(root, null, sink)) {
            Trades trades = new Trades(root);
            writer.start();
            for (int written = 0; written < rows; written += root.getRowCount()) {
                trades.fill(written, Math.min(batch, rows - written));
                writer.writeBatch();
            }
            writer.end();
        }
    }

    private void read(Pool pool, BufferAllocator allocator, ReadableByteChannel source, PrintWriter out)
            throws IOException {
        try (ArrowStreamReader reader = new ArrowStreamReader(source, allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            Trades trades = new Trades(root);
            long next = 0;
            int step = 1;
            while (reader.loadNextBatch()) {
                trades.check(next);
                next += root.getRowCount();
                peak = Math.max(peak, pool.committedBytes());
                for (; next >= (long) rows * step / STEPS && step <= STEPS; step++) {
                    out.printf("%,15d rows, %,6.1f MiB committed%n", next, mebibytes(pool.committedBytes()));
                    out.flush();
                }
            }
            if (next != rows) {
                throw new IOException("the stream ended after " + next + " of " + rows + " rows");
            }
        }
    }

    private static double mebibytes(long bytes) {
        return bytes / (double) (1 << 20);
    }

    static void main(String... arguments) {
        System.exit(new CommandLine(new ArrowIpc()).execute(arguments));
    }
}
