package dev.cleave.verify.fuzz;

import dev.cleave.format.Frame;
import dev.cleave.gpu.occupancy.LaunchTable;
import dev.cleave.lab.gpu.DumpReader;
import dev.cleave.lab.gpu.MalformedDumpException;
import dev.cleave.lab.imports.ImportFormat;
import dev.cleave.lab.imports.ImportSource;
import dev.cleave.lab.imports.TraceImport;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceReader;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolSnapshot;
import dev.cleave.memory.SnapshotFormatException;
import dev.cleave.plan.Lifetimes;
import dev.cleave.plan.Plan;
import dev.cleave.plan.PlanFormatException;
import dev.cleave.plan.Planner;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What reads bytes that come from elsewhere: each with something good to begin with, and the one
 * exception that it may answer bad bytes with.
 */
enum FuzzedReader {
    SNAPSHOT(SnapshotFormatException.class) {
        @Override
        byte[] good() {
            try (Pool pool = Pool.builder().name("fuzzed").capacity(8 << 20).build()) {
                pool.allocateAddress(3 << 12);
                return bodyOf("CLVSNAP", pool.snapshot().toBytes());
            }
        }

        @Override
        void read(byte[] bytes) throws Exception {
            PoolSnapshot.read(new ByteArrayInputStream(framed("CLVSNAP", bytes))).toJson();
        }
    },

    PLAN(PlanFormatException.class) {
        @Override
        byte[] good() throws IOException {
            Lifetimes.Builder lifetimes = Lifetimes.builder();
            lifetimes.allocate(100);
            lifetimes.allocate(5_000);
            lifetimes.free(0);
            lifetimes.allocate(64);
            Path file = Files.createTempFile("fuzzed", ".plan");
            new Planner().withLimit(Duration.ofMillis(20)).plan(lifetimes.build()).write(file);
            return bodyOf("CLVPLAN", contentOf(file));
        }

        @Override
        void read(byte[] bytes) throws Exception {
            throughFile(".plan", framed("CLVPLAN", bytes), file -> Plan.read(file));
        }
    },

    PAGE_TRACE(MalformedTraceException.class) {
        @Override
        byte[] good() {
            return text("a 0 0 1 0 512\na 1 3 0 1 1024\nf 0 0\na 2 9 2 1 2048\nf 2 1\n");
        }

        @Override
        void read(byte[] bytes) throws Exception {
            TraceReader.read("fuzzed", new ByteArrayInputStream(bytes));
        }
    },

    HEAP_TRACE(MalformedTraceException.class) {
        @Override
        byte[] good() {
            return text("a 0 100 1\na 1 70000 1\nf 0 2\na 2 1 1\nf 2 1\n");
        }

        @Override
        void read(byte[] bytes) throws Exception {
            TraceReader.read("fuzzed", new ByteArrayInputStream(bytes));
        }
    },

    REP(ImportFormat.REP, "lab.rep"),

    RMM(ImportFormat.CSV, "rmm.csv"),

    FTRACE(ImportFormat.FTRACE, "kmem.txt"),

    MTRACE(ImportFormat.MTRACE, "mtrace.txt"),

    VALGRIND(ImportFormat.VALGRIND, "valgrind.txt"),

    GPU_DUMP(MalformedDumpException.class) {
        @Override
        byte[] good() throws IOException {
            return Files.readAllBytes(Path.of("../../samples/gpu-dump.json"));
        }

        @Override
        void read(byte[] bytes) throws Exception {
            throughFile(".json", bytes, file -> DumpReader.read(file.toString()));
        }
    },

    LAUNCHES(IllegalArgumentException.class) {
        @Override
        byte[] good() {
            return text(
                    "capability,threads,registers,static_shared,dynamic_shared\n8.0,256,32,1024,0\n9.0,128,64,0,512\n");
        }

        @Override
        void read(byte[] bytes) throws Exception {
            LaunchTable.read("fuzzed",
                    new BufferedReader(new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)));
        }
    };

    private final Class<? extends Exception> refusal;
    private final ImportFormat format;
    private final String sample;

    FuzzedReader(Class<? extends Exception> refusal) {
        this.refusal = refusal;
        format = null;
        sample = null;
    }

    FuzzedReader(ImportFormat format, String sample) {
        refusal = MalformedTraceException.class;
        this.format = format;
        this.sample = sample;
    }

    /** What it may throw where the bytes are bad. */
    Class<? extends Exception> refusal() {
        return refusal;
    }

    /** Bytes that it reads. */
    byte[] good() throws IOException {
        return Files.readAllBytes(Path.of("../../tools/lab/src/test/resources/imports", sample));
    }

    /** Reads bytes, good or bad. */
    void read(byte[] bytes) throws Exception {
        throughFile(".txt", bytes, file -> TraceImport.run(new ImportSource(format, file.toString()),
                new StringWriter(), Progress.SILENT));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads a file. */
    private interface FileStep {
        void read(Path file) throws Exception;
    }

    private static void throughFile(String ending, byte[] bytes, FileStep step) throws Exception {
        Path file = Files.createTempFile("fuzzed", ending);
        try {
            Files.write(file, bytes);
            step.read(file);
        } finally {
            Files.delete(file);
        }
    }

    private static byte[] contentOf(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    /** What lies in the frame of a binary format: so that changes get past its checksum. */
    private static byte[] bodyOf(String magic, byte[] bytes) {
        try {
            ByteBuffer body = frame(magic).bodyOf(bytes);
            byte[] copy = new byte[body.remaining()];
            body.get(copy);
            return copy;
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    private static byte[] framed(String magic, byte[] body) {
        ByteArrayOutputStream out = frame(magic).begin(body.length);
        out.writeBytes(body);
        return frame(magic).end(out);
    }

    private static Frame<IOException> frame(String magic) {
        return new Frame<>(magic, 1, "fuzzed", IOException::new);
    }
}
