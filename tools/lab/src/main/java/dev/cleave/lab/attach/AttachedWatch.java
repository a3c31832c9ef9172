package dev.cleave.lab.attach;

import dev.cleave.memory.PoolCounts;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/** Watches a JVM by way of its management agent and its Flight Recorder. */
final class AttachedWatch implements Watch {
    private static final long SECONDS_TO_END = 30;

    /** Events are written once a second; of a JVM that is stopped the last ones do not come. */
    private static final long NANOS_TO_THE_LAST_EVENTS = 4_000_000_000L;

    /** How long what a JVM that was killed had written takes to be read. */
    private static final long NANOS_TO_THE_END_OF_THE_FILE = 3_000_000_000L;

    private static final long MILLIS_BETWEEN_LOOKS = 20;
    private static final long MILLIS_BETWEEN_RENEWALS = 15_000;

    private final Target.LocalProcess process;
    private final JMXConnector connector;
    private final AttachedRecording recording;
    private final Wanted wanted;
    private final PoolObserver observer;
    private final Thread renewer = Thread.ofPlatform().daemon().name("cleave-watch").unstarted(this::renew);

    /** What the observer threw first. */
    private volatile @Nullable IOException failure;

    private volatile boolean ended;

    /** When the last of the wanted events was told that was handed over. */
    private volatile Instant last = Instant.MIN;

    private boolean stopped;

    private AttachedWatch(Target.LocalProcess process, JMXConnector connector, AttachedRecording recording,
            Wanted wanted, PoolObserver observer) {
        this.process = process;
        this.connector = connector;
        this.recording = recording;
        this.wanted = wanted;
        this.observer = observer;
    }

    /** The address is of this machine, and was told by the JVM that was attached to. */
    @SuppressWarnings("BanJNDI")
    static AttachedWatch open(Target.LocalProcess process, String address, Wanted wanted, PoolObserver observer)
            throws NotWatchableException {
        JMXConnector connector = null;
        try {
            connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
            AttachedRecording recording = AttachedRecording.begin(process.pid(),
                    connector.getMBeanServerConnection(), settings(wanted), AttachedRecording.LIFE);
            AttachedWatch watch = new AttachedWatch(process, connector, recording, wanted, observer);
            watch.start();
            return watch;
        } catch (IOException | RuntimeException failure) {
            closeQuietly(connector);
            throw new NotWatchableException(process + " cannot be asked by way of its management agent: "
                    + failure.getMessage(), failure);
        }
    }

    private static Map<String, String> settings(Wanted wanted) {
        Map<String, String> settings = new HashMap<>(
                Map.of(wanted.event() + "#enabled", "true", wanted.event() + "#period", wanted.period()));
        if (wanted.isSeamless()) {
            settings.putAll(Map.of("dev.cleave.Pool#enabled", "true", "dev.cleave.Pool#period", "1 s"));
        }
        return settings;
    }

    private void start() {
        EventStream events = recording.events();
        events.onEvent("dev.cleave.Pool", event -> tell(
                () -> observer.pool(event.getInt("number"), event.getString("pool"))));
        events.onEvent(wanted.event(), event -> {
            tell(() -> tell(event));
            last = event.getEndTime();
        });
        events.onClose(() -> ended = true);
        events.startAsync();
        renewer.start();
    }

    private void renew() {
        try {
            while (true) {
                Thread.sleep(MILLIS_BETWEEN_RENEWALS);
                recording.renew();
            }
        } catch (InterruptedException | RuntimeException over) {
            // The watch is over, or the other JVM.
        }
    }

    private void tell(RecordedEvent event) throws IOException {
        switch (wanted) {
            case BLOCKS, ALLOCATIONS ->
                    observer.blocks(event.getInt("format"), event.getLong("batch"), event.getLong("lost"),
                            event.getInt("oneIn"), event.getString("blocks"));
            case SNAPSHOTS -> observer.snapshot(snapshot(event));
        }
    }

    private static SnapshotPart snapshot(RecordedEvent event) {
        PoolCounts counts = new PoolCounts(event.getLong("allocations"), event.getLong("frees"),
                event.getLong("failures"));
        return new SnapshotPart(event.getInt("number"), event.getInt("part"), event.getInt("parts"),
                event.getString("snapshot"),
                new PoolTotals(event.getLong("longestFreeRunBytes"), counts, event.getLong("purgedBytes")));
    }

    /** What tells an observer. */
    @FunctionalInterface
    private interface Telling {
        void run() throws IOException;
    }

    private void tell(Telling telling) {
        if (failure == null) {
            try {
                telling.run();
            } catch (IOException refused) {
                failure = refused;
            } catch (UncheckedIOException refused) {
                failure = refused.getCause();
            } catch (IllegalArgumentException odd) {
                failure = new NotWatchableException(process + " tells what cannot be understood: " + odd.getMessage(),
                        odd);
            }
        }
    }

    @Override
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public boolean isOver() {
        return ended || failure != null || !process.isAlive();
    }

    @Override
    public void stop() throws IOException {
        stopped = true;
        if (failure == null && wanted.isSeamless()) {
            awaitLast();
        }
        end();
        IOException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    /** Waits for what happened until now; of a JVM that is no more, for what it had written. */
    private void awaitLast() {
        Instant now = Instant.now();
        long asked = System.nanoTime();
        try {
            while (!ended && failure == null && last.isBefore(now) && System.nanoTime()
                    - asked < (process.isAlive() ? NANOS_TO_THE_LAST_EVENTS : NANOS_TO_THE_END_OF_THE_FILE)) {
                Thread.sleep(MILLIS_BETWEEN_LOOKS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        renewer.interrupt();
        within(process.isAlive() ? SECONDS_TO_END : 1, () -> closeQuietly(recording));
    }

    /** Whatever a connection to a JVM that is no more may do, it does not hold up this one. */
    private static void within(long seconds, Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("cleave-end-of-watch").start(() -> {
            try {
                work.run();
            } finally {
                done.complete(null);
            }
        });
        try {
            done.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException late) {
            // What has come so far is what there is.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (!stopped) {
            end();
        }
        within(1, () -> closeQuietly(connector));
    }

    private static void closeQuietly(@Nullable Closeable closed) {
        try {
            if (closed != null) {
                closed.close();
            }
        } catch (IOException | RuntimeException gone) {
            // The other side ended first.
        }
    }
}
