package dev.cleave.verify.soak;

import dev.cleave.memory.OperatingSystemException;
import dev.cleave.memory.PoolExhaustedException;
import dev.cleave.verify.fault.Faults;
import dev.cleave.verify.fault.RandomSteps;
import dev.cleave.verify.fault.StepKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rounds of a soak, until the time is over or something is found. Made by the loader that rewrites.
 */
final class SoakRun implements Function<Map<String, String>, Map<String, Object>> {
    private static final int SLICES = 4;
    private static final long SLICE_MILLIS = 500;
    private static final int ALLOCATIONS_PER_FAILURE = 400;
    private static final int CALLS_PER_FAILURE = 20;
    private static final int ACCESSES_PER_STOP = 20_000;
    private static final int MOST_STOP_NANOS = 10_000_000;
    private static final RandomSteps.Rates RATES =
            new RandomSteps.Rates(ALLOCATIONS_PER_FAILURE, CALLS_PER_FAILURE, ACCESSES_PER_STOP, MOST_STOP_NANOS);
    private static final int LAST_STEPS = 12;
    private static final long INTERRUPT_MILLIS = 5;

    private final Map<String, Long> steps = new TreeMap<>();
    private final Map<String, Long> refusals = new TreeMap<>();
    private final AtomicReference<@Nullable String> finding = new AtomicReference<>();
    private long rounds;
    private long quietPoints;
    private long failedAllocations;
    private long failedCalls;
    private long interrupts;
    private long stops;

    /** One thread of a round, with an actor of each layer. */
    private final class Worker {
        private final List<Actor> actors;
        private final RandomSteps plan;
        private final SplittableRandom random;
        private final Deque<String> last = new ArrayDeque<>();
        private final Map<String, Long> ownSteps = new TreeMap<>();
        private final Map<String, Long> ownRefusals = new TreeMap<>();

        private Worker(List<Actor> actors, SplittableRandom random) {
            this.actors = actors;
            this.random = random;
            plan = new RandomSteps(random.nextLong(), RATES);
        }

        private void slice() {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SLICE_MILLIS);
            while (System.nanoTime() < end && finding.get() == null) {
                Actor actor = actors.get(random.nextInt(actors.size()));
                step(actor);
            }
            boolean unused = Thread.interrupted();
        }

        private void step(Actor actor) {
            String outcome = "done";
            try {
                Faults.during(plan, () -> {
                    actor.step(random);
                    return actor;
                });
            } catch (OutOfMemoryError | PoolExhaustedException | OperatingSystemException | Thrown refused) {
                outcome = refused.getClass().getSimpleName();
                ownRefusals.merge(outcome, 1L, Long::sum);
            } catch (Throwable other) {
                if (actor.refuses(other)) {
                    outcome = other.getClass().getSimpleName();
                    ownRefusals.merge(outcome, 1L, Long::sum);
                } else {
                    outcome = "WRONG";
                    tell(actor.name(), other);
                }
            }
            ownSteps.merge(actor.name(), 1L, Long::sum);
            last.addLast(actor.name() + " " + outcome);
            if (last.size() > LAST_STEPS) {
                last.removeFirst();
            }
        }

        private void tell(String where, Throwable wrong) {
            StringBuilder text = new StringBuilder(where + ": " + wrong);
            for (Throwable each = wrong; each != null; each = each.getCause()) {
                for (StackTraceElement frame : each.getStackTrace()) {
                    text.append("\n    at ").append(frame);
                }
            }
            boolean unused = finding.compareAndSet(null, text.toString());
        }
    }

    /** A call of a thread that has a plan, in which nothing fails. */
    static <T> T withoutFailures(Supplier<T> call) {
        return Faults.sparing(call);
    }

    @Override
    public Map<String, Object> apply(Map<String, String> options) {
        long seed = Long.parseLong(options.get("--seed"));
        int threads = Integer.parseInt(options.get("--threads"));
        long nanos = (long) (Double.parseDouble(options.get("--minutes")) * TimeUnit.MINUTES.toNanos(1));
        SplittableRandom random = new SplittableRandom(seed);
        long begin = System.nanoTime();
        String world = "";
        try (Surroundings around = Surroundings.open()) {
            while (finding.get() == null && (rounds == 0 || System.nanoTime() - begin < nanos)) {
                world = round(random.split(), threads, around);
                rounds++;
                System.out.printf("round %d, %d s, %d steps: %s%n", rounds, (System.nanoTime() - begin) / 1_000_000_000,
                        sum(steps), world);
            }
        } catch (Exception wrong) {
            boolean unused = finding.compareAndSet(null, "no world could be made: " + wrong);
        }
        return report(seed, threads, (System.nanoTime() - begin) / 1e9, world);
    }

    private String round(SplittableRandom random, int threads, Surroundings around) throws Exception {
        World world = new World(random, around);
        List<Worker> workers = new ArrayList<>();
        for (int each = 0; each < threads; each++) {
            workers.add(new Worker(world.actors(each + 1), random.split()));
        }
        try {
            for (int slice = 0; slice < SLICES && finding.get() == null; slice++) {
                together(workers, random);
                quiet(world, workers);
            }
            if (finding.get() == null) {
                for (Worker worker : workers) {
                    for (Actor actor : worker.actors) {
                        actor.freeAll();
                    }
                }
                world.close();
            }
        } catch (Throwable wrong) {
            workers.getFirst().tell("at a quiet point", wrong);
        }
        workers.forEach(this::count);
        if (finding.get() != null) {
            workers.forEach(worker -> System.out.println("last steps of a thread: " + worker.last));
        }
        return world.options;
    }

    private void quiet(World world, List<Worker> workers) throws Exception {
        for (Worker worker : workers) {
            for (Actor actor : worker.actors) {
                actor.verify();
            }
        }
        world.verify();
        quietPoints++;
    }

    /** All workers at once, and one that interrupts them. */
    private void together(List<Worker> workers, SplittableRandom random) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Worker worker : workers) {
            threads.add(Thread.ofPlatform().name("soak-" + threads.size()).start(worker::slice));
        }
        for (Thread thread : threads) {
            while (!thread.join(Duration.ofMillis(INTERRUPT_MILLIS))) {
                threads.get(random.nextInt(threads.size())).interrupt();
                interrupts++;
            }
        }
    }

    private void count(Worker worker) {
        worker.ownSteps.forEach((name, count) -> steps.merge(name, count, Long::sum));
        worker.ownRefusals.forEach((name, count) -> refusals.merge(name, count, Long::sum));
        failedAllocations += worker.plan.failures(StepKind.ALLOCATION);
        stops += worker.plan.stops();
        failedCalls += worker.plan.failures(StepKind.SYSTEM_CALL);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private Map<String, Object> report(long seed, int threads, double seconds, String world) {
        String found = finding.get();
        Map<String, Object> report = new TreeMap<>();
        report.put("seed", seed);
        report.put("threads", threads);
        report.put("seconds", Math.round(seconds));
        report.put("rounds", rounds);
        report.put("quietPoints", quietPoints);
        report.put("failedAllocations", failedAllocations);
        report.put("failedCalls", failedCalls);
        report.put("interrupts", interrupts);
        report.put("stops", stops);
        steps.forEach((name, count) -> report.put("steps." + name, count));
        refusals.forEach((name, count) -> report.put("refusals." + name, count));
        report.put("finding", found == null ? "" : found);
        report.forEach((name, value) -> System.out.printf("%-32s %s%n", name, value));
        if (found != null) {
            System.out.println("FOUND with --seed " + seed + " in " + world);
        }
        return report;
    }
}
