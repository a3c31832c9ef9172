package dev.cleave.lab.attach;

import dev.cleave.memory.PoolCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import jdk.jfr.consumer.RecordedEvent;
import jdk.management.jfr.RemoteRecordingStream;
import org.jspecify.annotations.Nullable;

/** Watches a JVM by way of its management agent and its Flight Recorder. */
final class AttachedWatch implements Watch {
    /** The last events come with the end of the stream; of a JVM that is stopped they do not. */
    private static final long SECONDS_TO_END = 30;

    /** On this machine, while events wait to be read. */
    private static final long MOST_WAITING_BYTES = 256 << 20;

    private final Target.LocalProcess process;
    private final JMXConnector connector;
    private final RemoteRecordingStream events;
    private final PoolObserver observer;

    /** What the observer threw first. */
    private volatile @Nullable IOException failure;

    private volatile boolean ended;
    private boolean stopped;

    private AttachedWatch(
            Target.LocalProcess process, JMXConnector connector, RemoteRecordingStream events, PoolObserver observer) {
        this.process = process;
        this.connector = connector;
        this.events = events;
        this.observer = observer;
    }

    /** The address is of this machine, and was told by the JVM that was attached to. */
    @SuppressWarnings("BanJNDI")
    static AttachedWatch open(Target.LocalProcess process, String address, Wanted wanted, PoolObserver observer)
            throws NotWatchableException {
        JMXConnector connector = null;
        try {
            connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
            RemoteRecordingStream events = new RemoteRecordingStream(connector.getMBeanServerConnection());
            events.setMaxSize(MOST_WAITING_BYTES);
            AttachedWatch watch = new AttachedWatch(process, connector, events, observer);
            watch.start(wanted);
            return watch;
        } catch (IOException | RuntimeException failure) {
            closeQuietly(connector);
            throw new NotWatchableException(process + " cannot be asked by way of its management agent: "
                    + failure.getMessage(), failure);
        }
    }

    private void start(Wanted wanted) {
        Map<String, String> settings = new HashMap<>(
                Map.of(wanted.event() + "#enabled", "true", wanted.event() + "#period", wanted.period()));
        if (wanted == Wanted.BLOCKS) {
            settings.putAll(Map.of("dev.cleave.Pool#enabled", "true", "dev.cleave.Pool#period", "1 s"));
        }
        events.setSettings(settings);
        events.onEvent("dev.cleave.Pool", event -> tell(
                () -> observer.pool(event.getInt("number"), event.getString("pool"))));
        events.onEvent(wanted.event(), event -> tell(() -> tell(wanted, event)));
        events.onClose(() -> ended = true);
        events.startAsync();
    }

    private void tell(Wanted wanted, RecordedEvent event) throws IOException {
        switch (wanted) {
            case BLOCKS -> observer.blocks(event.getInt("format"), event.getLong("batch"), event.getLong("lost"),
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
        if (failure == null && process.isAlive()) {
            within(SECONDS_TO_END, events::stop);
        }
        IOException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
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
        if (!stopped && process.isAlive()) {
            within(SECONDS_TO_END, events::close);
        }
        within(1, () -> closeQuietly(connector));
    }

    private static void closeQuietly(@Nullable JMXConnector connector) {
        try {
            if (connector != null) {
                connector.close();
            }
        } catch (IOException gone) {
            // The other side ended first.
        }
    }
}
