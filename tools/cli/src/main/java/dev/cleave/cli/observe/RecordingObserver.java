package dev.cleave.cli.observe;

import dev.cleave.lab.attach.PoolObserver;
import dev.cleave.lab.attach.Target;
import dev.cleave.lab.attach.Wanted;
import dev.cleave.lab.attach.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** {@code cleave record}: attaches, or asks a socket, and takes what is told. */
final class RecordingObserver implements Observer, PoolObserver {
    private static final String SOCKET = "s";
    private static final long MILLIS_BETWEEN_LOOKS = 20;
    private static final long MOST_LOOKS = 3000;

    private final String label;
    private final String blocks;
    private final Wanted wanted;
    private final boolean bySocket;
    private final AtomicLong batches = new AtomicLong();
    private volatile int oneIn = 1;
    private volatile long lost;
    private @Nullable Watch watch;
    private @Nullable Path folder;

    RecordingObserver(String label, String blocks, Wanted wanted, boolean bySocket) {
        this.label = label;
        this.blocks = blocks;
        this.wanted = wanted;
        this.bySocket = bySocket;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String blocks() {
        return blocks;
    }

    @Override
    public void begin(ObservedJvm program) throws IOException, InterruptedException {
        long before = batches.get();
        Watch begun = Target.of(bySocket ? socket(program) : Long.toString(program.pid())).watch(wanted, this);
        watch = begun;
        for (long look = 0; batches.get() == before; look++) {
            if (begun.isOver() || look == MOST_LOOKS) {
                throw new IOException("the observed program told nothing of its blocks");
            }
            Thread.sleep(MILLIS_BETWEEN_LOOKS);
        }
    }

    /** Opened at the first turn, for all of them. */
    private String socket(ObservedJvm program) throws IOException {
        Path present = folder;
        if (present != null) {
            return present.resolve(SOCKET).toString();
        }
        Path fresh = Files.createTempDirectory("cleave-observe");
        folder = fresh;
        return program.ask("socket " + fresh.resolve(SOCKET));
    }

    @Override
    public void close() throws IOException {
        if (folder != null) {
            Files.deleteIfExists(folder.resolve(SOCKET));
            Files.delete(folder);
        }
    }

    @Override
    public void end(ObservedJvm program) throws IOException {
        Watch begun = watch;
        watch = null;
        if (begun != null) {
            begun.stop();
            begun.close();
        }
    }

    @Override
    public void blocks(int format, long batch, long lostSoFar, int share, String text) {
        oneIn = Math.max(oneIn, share);
        lost = lostSoFar;
        batches.incrementAndGet();
    }

    @Override
    public int oneIn() {
        return oneIn;
    }

    @Override
    public long lost() {
        return lost;
    }
}
