package dev.cleave.far;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries requests to servers until they are served, or will not be: in rounds, each for what is not
 * served yet, a bounded number of them with growing pauses between.
 */
final class Courier {
    /** How long a server that did not answer is avoided where there is another. */
    private static final long SUSPICION_NANOS = 1_000_000_000;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Servers servers;
    private final Round.Limits limits;
    private final int attempts;
    private final Figures figures;
    private final Map<Address, Long> suspects = new ConcurrentHashMap<>();

    /**
     * A courier.
     *
     * @param attempts rounds at most, 1 or more
     */
    Courier(Servers servers, Round.Limits limits, int attempts, Figures figures) {
        this.servers = servers;
        this.limits = limits;
        this.attempts = attempts;
        this.figures = figures;
    }

    /** Carries requests; each is served afterwards, or has its trouble. */
    void carry(List<? extends Request> requests) {
        List<? extends Request> waiting = requests;
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1;; attempt++) {
            Topology known = servers.topology();
            round(waiting, known);
            waiting = waiting.stream().filter(each -> !each.isServed() && each.isWorthRetrying()).toList();
            if (waiting.isEmpty() || attempt == attempts || isHopeless(waiting, known)
                    || Thread.currentThread().isInterrupted()) {
                return;
            }
            figures.retried(waiting.size());
            if (waiting.stream().anyMatch(each -> each.trouble().kind().wantsNewTopology())) {
                servers.refresh(known);
            }
            Waiting.pause(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** As {@link #carry}, in one round. */
    void carryOnce(List<? extends Request> requests) {
        Topology known = servers.topology();
        round(requests, known);
        if (requests.stream().anyMatch(each -> !each.isServed() && each.trouble().kind().wantsNewTopology())) {
            servers.refresh(known);
        }
    }

    private void round(List<? extends Request> requests, Topology known) {
        new Round(servers, limits).run(requests, known, suspects());
        for (Request each : requests) {
            if (!each.isServed()) {
                suspect(each.trouble());
            }
        }
    }

    /** Whether every server that could take what waits is full. */
    private static boolean isHopeless(List<? extends Request> waiting, Topology known) {
        return waiting.stream().allMatch(each -> each.trouble().kind() == Trouble.Kind.FULL
                && each.tried().containsAll(known.masters()));
    }

    private Set<Address> suspects() {
        if (suspects.isEmpty()) {
            return Set.of();
        }
        long now = System.nanoTime();
        suspects.values().removeIf(until -> until - now < 0);
        return new HashSet<>(suspects.keySet());
    }

    private void suspect(Trouble trouble) {
        Address server = trouble.server();
        boolean away = switch (trouble.kind()) {
            case SILENT, UNREACHABLE, TOO_FEW_REPLICAS -> true;
            default -> false;
        };
        if (away && server != null) {
            suspects.put(server, System.nanoTime() + SUSPICION_NANOS);
        }
    }

    /** The places of requests that were not served, without doubles. */
    static List<Long> places(List<? extends Request> requests) {
        return new ArrayList<>(
                requests.stream().filter(each -> !each.isServed()).map(Request::place).distinct().toList());
    }
}
