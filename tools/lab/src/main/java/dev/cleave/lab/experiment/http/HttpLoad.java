package dev.cleave.lab.experiment.http;

import dev.cleave.lab.jvm.TrialException;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Connections that talk to a server at the same time.
 *
 * @param connections how many
 * @param depth requests that each sends at a time
 * @param pause between sending and reading
 */
record HttpLoad(int connections, int depth, Duration pause) {
    /** Many slow clients, so that answers pile up in the server. */
    static final HttpLoad BURST = new HttpLoad(512, 16, Duration.ofMillis(100));

    /** Few clients that read at once. */
    static final HttpLoad CALM = new HttpLoad(16, 4, Duration.ZERO);

    /** A connection that does not end so long after the load's time is cut. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /**
     * What a load came to.
     *
     * @param requests that were answered as they should
     * @param failures connections that ended otherwise
     * @param reason of the first of them; empty when there was none
     */
    record Outcome(long requests, long failures, String reason) {
        Outcome plus(Outcome other) {
            return new Outcome(requests + other.requests, failures + other.failures,
                    reason.isEmpty() ? other.reason : reason);
        }
    }

    /** Talks to a server for a time, and until the last requests are answered. */
    Outcome run(int port, Duration time, SplittableRandom random) {
        LongAdder requests = new LongAdder();
        LongAdder failures = new LongAdder();
        AtomicReference<@Nullable String> reason = new AtomicReference<>();
        Queue<Conversation> open = new ConcurrentLinkedQueue<>();
        CountDownLatch left = new CountDownLatch(connections);
        long deadline = System.nanoTime() + time.toNanos();
        for (int each = 0; each < connections; each++) {
            SplittableRandom own = random.split();
            Thread.ofVirtual().name("http-client-", each).start(() -> {
                try (Conversation conversation = new Conversation(port, depth, own)) {
                    open.add(conversation);
                    talk(conversation, deadline, requests);
                } catch (IOException | InterruptedException failure) {
                    reason.compareAndSet(null, TrialException.reason(failure));
                    failures.increment();
                } finally {
                    left.countDown();
                }
            });
        }
        awaitEnd(left, open, time);
        String first = reason.get();
        return new Outcome(requests.sum(), failures.sum(), first == null ? "" : first);
    }

    private void talk(Conversation conversation, long deadline, LongAdder requests)
            throws IOException, InterruptedException {
        do {
            conversation.send();
            if (!pause.isZero()) {
                Thread.sleep(pause);
            }
            conversation.receive();
            requests.add(depth);
        } while (System.nanoTime() - deadline < 0);
    }

    /** Cuts what does not end by itself. */
    private static void awaitEnd(CountDownLatch left, Queue<Conversation> open, Duration time) {
        try {
            if (!left.await(time.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
                for (Conversation each : open) {
                    each.close();
                }
                if (!left.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new TrialException(left.getCount() + " connections did not end when they were closed");
                }
            }
        } catch (InterruptedException interrupted) {
            throw TrialException.interrupted(interrupted);
        } catch (IOException unexpected) {
            throw new TrialException("a connection could not be closed", unexpected);
        }
    }
}
