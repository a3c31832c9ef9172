package dev.cleave.lab.experiment.tiers;

import dev.cleave.lab.experiment.TierRace.Latency;
import dev.cleave.lab.report.Median;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What this machine's tiers take: DRAM, by copies from and to a region larger than the caches; and
 * a file in the temporary folder, by reads and writes that go past the page cache where the file
 * system allows that. Two sizes are timed, and a line is laid through their medians.
 */
final class MeasuredTiers {
    private static final int SMALL = 4096;
    private static final int LARGE = 256 << 10;
    private static final int REGION = 64 << 20;
    private static final int TRIALS = 65;

    private final RandomGenerator random = new SplittableRandom(1);

    /** One copy from or to a place. */
    @FunctionalInterface
    private interface Copy {
        void run(long place, int byteSize) throws IOException;
    }

    /** DRAM. */
    Latency memory() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment region = arena.allocate(REGION).fill((byte) 1);
            MemorySegment buffer = arena.allocate(LARGE);
            return latency((place, byteSize) -> MemorySegment.copy(region, place, buffer, 0, byteSize),
                    (place, byteSize) -> MemorySegment.copy(buffer, 0, region, place, byteSize));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * A file.
     *
     * @throws UncheckedIOException where the temporary folder has no room for it
     */
    Latency file() {
        try {
            Path file = Files.createTempFile("cleave-tiers", ".measured");
            try (Arena arena = Arena.ofConfined()) {
                fill(file);
                return past(file, arena.allocate(LARGE, SMALL).asByteBuffer());
            } finally {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("a file of " + REGION + " bytes in the temporary folder cannot be measured:"
                    + " make room there, or give --costs", failed);
        }
    }

    private static void fill(Path file) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(1 << 20);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (long written = 0; written < REGION; written += channel.write(chunk.rewind())) {
                chunk.put(0, (byte) written);
            }
            channel.force(true);
        }
    }

    /** Past the page cache, or through it where the file system knows no other way. */
    private Latency past(Path file, ByteBuffer buffer) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, direct())) {
            return latency(channel, buffer);
        } catch (UnsupportedOperationException | ReflectiveOperationException | IOException refused) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return latency(channel, buffer);
            }
        }
    }

    /** By its name, as the compiler warns of it: it is the JDK's own, of a module that may lack. */
    private static OpenOption direct() throws ReflectiveOperationException {
        return (OpenOption) Class.forName("com.sun.nio.file.ExtendedOpenOption").getField("DIRECT").get(null);
    }

    private Latency latency(FileChannel channel, ByteBuffer buffer) throws IOException {
        return latency((place, byteSize) -> channel.read(buffer.clear().limit(byteSize), place),
                (place, byteSize) -> channel.write(buffer.clear().limit(byteSize), place));
    }

    private Latency latency(Copy read, Copy write) throws IOException {
        double smallRead = median(read, SMALL);
        double readNanos = Math.max(0, (median(read, LARGE) - smallRead) / (LARGE - SMALL));
        double writeNanos = Math.max(0, (median(write, LARGE) - median(write, SMALL)) / (LARGE - SMALL));
        return new Latency(rounded(Math.max(1, smallRead - SMALL * readNanos)), rounded(readNanos),
                rounded(writeNanos));
    }

    private double median(Copy copy, int byteSize) throws IOException {
        double[] nanos = new double[TRIALS];
        for (int trial = 0; trial < TRIALS; trial++) {
            long place = (long) random.nextInt(REGION / LARGE) * LARGE;
            long before = System.nanoTime();
            copy.run(place, byteSize);
            nanos[trial] = System.nanoTime() - before;
        }
        return Median.of(nanos);
    }

    private static double rounded(double nanos) {
        return Math.round(nanos * 1000) / 1000.0;
    }
}
