package dev.cleave.examples.attacked;

import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.memory.PoolUsage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an honest client saw of a server before, during and after an attack.
 *
 * @param before a slice a second, as {@code during} and {@code after}
 * @param atEnd the pool at the end of the attack, with the attacker's values where they are
 * @param attackerBytes what the attacker stored then
 */
record Course(
        Defence defence, List<Slice> before, List<Slice> during, List<Slice> after, PoolUsage atEnd,
        long attackerBytes) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double MEDIAN = 50;
    private static final double TAIL = 99;
    private static final double PERCENT = 100;
    private static final double MIB = 1 << 20;

    /**
     * What is run.
     *
     * @param capacity bytes of the server's pool
     * @param seconds of the attack, and half of them before and after it
     * @param perSecond requests of the honest client
     * @param attackPerSecond requests of the attacker at most
     */
    record Plan(long capacity, int seconds, int perSecond, int attackPerSecond, long seed) {}

    /** Runs a server, and ends it. */
    static Course run(Defence defence, Plan plan) throws InterruptedException {
        try (StoreServer server = new StoreServer(defence, plan.capacity);
                HonestClient honest = new HonestClient(server.address(), plan.perSecond, plan.seed)) {
            int calm = Math.max(1, plan.seconds / 2);
            honest.run(1); // what is compiled as it runs is slow at first
            List<Slice> before = List.of(honest.run(calm));
            List<Slice> during;
            PoolUsage atEnd;
            long attackerBytes;
            try (AttackingClient attacker = new AttackingClient(server.address(), plan.attackPerSecond)) {
                Thread attack = Thread.ofPlatform().name("attacker").start(attacker);
                try {
                    during = List.of(honest.run(plan.seconds));
                } finally {
                    attacker.end();
                    attack.join();
                }
                atEnd = server.usage();
                attackerBytes = server.storedBytes(AttackingClient.NAME);
            }
            awaitEndOfAttack(server);
            return new Course(defence, before, during, List.of(honest.run(calm)), atEnd, attackerBytes);
        }
    }

    /** The server sees that the connection is gone, and drops what it stored. */
    private static void awaitEndOfAttack(StoreServer server) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (server.storedBytes(AttackingClient.NAME) > 0) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("the attacker is gone for " + PATIENCE.toSeconds()
                        + " s, and has stored " + server.storedBytes(AttackingClient.NAME) + " bytes yet");
            }
            Thread.sleep(1);
        }
    }

    /** Served requests during the attack, as a share of those that are served without one. */
    double keptRate() {
        double calm = sum(before).share();
        return calm == 0 ? 0 : sum(during).share() / calm;
    }

    /** Whether all is as it was before, without a restart. */
    boolean recovered() {
        return sum(after).share() >= sum(before).share();
    }

    /** A second each, from the beginning. */
    List<Slice> all() {
        return Stream.of(before, during, after).flatMap(List::stream).toList();
    }

    /** For a table: a row for each part. */
    List<Map<String, Object>> rows() {
        return List.of(row("before", before), row("attack", during), row("after", after));
    }

    private Map<String, Object> row(String part, List<Slice> slices) {
        Slice sum = sum(slices);
        boolean attacked = slices.equals(during);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("defence", defence.label());
        row.put("part", part);
        row.put("asked", sum.asked());
        row.put("served", sum.served());
        row.put("servedPercent", Math.round(sum.share() * PERCENT * PERCENT) / PERCENT);
        row.put("p50Millis", sum.millis(MEDIAN));
        row.put("p99Millis", sum.millis(TAIL));
        row.put("maxMillis", sum.millis(PERCENT));
        row.put("attackerMiB", attacked ? mib(attackerBytes) : ExperimentResult.UNKNOWN);
        row.put("freeMiB", attacked ? mib(atEnd.freeBytes()) : ExperimentResult.UNKNOWN);
        row.put("largestFreeMiB", attacked ? mib(atEnd.largestFreeBlockBytes()) : ExperimentResult.UNKNOWN);
        return row;
    }

    private static double mib(long bytes) {
        return Math.round(bytes / MIB * 10) / 10.0;
    }

    private static Slice sum(List<Slice> slices) {
        Slice sum = new Slice();
        slices.forEach(sum::add);
        return sum;
    }
}
