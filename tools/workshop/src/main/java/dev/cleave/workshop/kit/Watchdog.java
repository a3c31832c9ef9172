package dev.cleave.workshop.kit;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on threads of its own, so that an allocator that never returns cannot hold up who checks it: when time is over, the stacks of all
 * these threads are told, and the threads left behind as daemons, interrupted.
 */
final class Watchdog {
    private static final AtomicLong COUNT = new AtomicLong();

    private Watchdog() {}

    /** Waits for a thread to end. */
    @FunctionalInterface
    interface Waiting {
        /** Whether it ended within the limit. */
        boolean ended(Thread runner, Duration limit) throws InterruptedException;
    }

    /** Runs the body, for as long as the limit at most: what it threw, or that it did not end. */
    static Optional<AssertionError> failureOf(String name, Duration limit, Runnable body) {
        return failureOf(name, limit, body, Thread::join);
    }

    /** Runs the body, for as long as the waiting has it. */
    static Optional<AssertionError> failureOf(String name, Duration limit, Runnable body, Waiting waiting) {
        AtomicReference<@Nullable AssertionError> failure = new AtomicReference<>();
        String prefix = "check " + COUNT.incrementAndGet() + ", " + name;
        Thread runner = Thread.ofPlatform().daemon().name(prefix).start(() -> {
            try {
                body.run();
            } catch (AssertionError broken) {
                failure.set(broken);
            } catch (RuntimeException | Error unexpected) {
                failure.set(new AssertionError(name + ": unexpected " + unexpected, unexpected));
            }
        });
        try {
            if (!waiting.ended(runner, limit)) {
                AssertionError late = new AssertionError(name + ": not over after " + limit.toSeconds()
                        + " seconds; its threads stand here:\n" + stacks(prefix));
                threads(prefix).forEach(Thread::interrupt);
                return Optional.of(late);
            }
        } catch (InterruptedException stop) {
            threads(prefix).forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
            return Optional.of(new AssertionError(name + ": interrupted", stop));
        }
        return Optional.ofNullable(failure.get());
    }

    /**
     * Runs each task on a thread, all at once, and waits for them. The first failure of any interrupts the others and is thrown.
     *
     * <p>To be called inside of {@link #failureOf}, which bounds its time.
     */
    static void together(List<? extends Task> tasks) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        String prefix = Thread.currentThread().getName();
        List<Thread> threads = IntStream.range(0, tasks.size())
                .mapToObj(i -> Thread.ofPlatform()
                        .daemon()
                        .name(prefix + ", thread " + (i + 1))
                        .unstarted(() -> attempt(tasks.get(i), failure, prefix)))
                .toList();
        threads.forEach(Thread::start);
        try {
            for (Thread each : threads) {
                each.join();
            }
        } catch (InterruptedException timeIsOver) {
            threads.forEach(Thread::interrupt);
            throw new AssertionError("interrupted while its threads ran", timeIsOver);
        }
        Throwable first = failure.get();
        if (first != null) {
            throw first instanceof AssertionError broken
                    ? broken
                    : new AssertionError("a thread met an unexpected " + first, first);
        }
    }

    /** What one thread of several does. */
    @FunctionalInterface
    interface Task {
        /** Does it; an interrupt asks it to end. */
        void run() throws Exception;
    }

    private static void attempt(Task task, AtomicReference<@Nullable Throwable> failure, String prefix) {
        try {
            task.run();
        } catch (Exception | Error broken) {
            if (failure.compareAndSet(null, broken)) {
                threads(prefix + ", ").filter(each -> !each.equals(Thread.currentThread())).forEach(Thread::interrupt);
            }
        }
    }

    private static Stream<Thread> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream().filter(each -> each.getName().startsWith(prefix));
    }

    private static String stacks(String prefix) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().startsWith(prefix))
                .sorted(Map.Entry.comparingByKey(Comparator.comparing(Thread::getName)))
                .map(each -> each.getKey().getName() + "\n" + Arrays.stream(each.getValue())
                        .map(frame -> "    at " + frame)
                        .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n"));
    }
}
