package dev.cleave.lab.bench;

import dev.cleave.lab.peer.AllocatorName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The workloads known by name. */
public enum Workload {
    /** Allocate, free at once. */
    PAIR("pair", "allocate a block, free it at once (--order)") {
        @Override
        int slots(Trial trial) {
            return 1;
        }

        @Override
        Crew crew(Trial trial) {
            return (thread, allocator) -> new PairWorker(allocator, trial.orderOr(0), 0);
        }
    },
    /** A thousand allocations, then a thousand frees. */
    BATCH("batch", "1,000 allocations, then 1,000 frees; an operation is one of each (--order)") {
        @Override
        int slots(Trial trial) {
            return BatchWorker.BATCH;
        }

        @Override
        Crew crew(Trial trial) {
            return (thread, allocator) -> new BatchWorker(allocator, trial.orderOr(0));
        }
    },
    /** Random replacements. */
    MIXED("mixed", "512 live blocks of random orders 0 to 6, a random one replaced; an operation is one replacement") {
        @Override
        int slots(Trial trial) {
            return MixedWorker.LIVE;
        }

        @Override
        Crew crew(Trial trial) {
            return (thread, allocator) -> new MixedWorker(allocator, trial.random(thread));
        }
    },
    /** The whole region in units, freed in random order. */
    FILL("fill", "the whole region in single units (fill), freed in random order (fill-free)") {
        @Override
        List<String> phases(Trial trial) {
            return List.of("fill", "fill-free");
        }

        @Override
        int slots(Trial trial) {
            return trial.share();
        }

        @Override
        Crew crew(Trial trial) {
            return (thread, allocator) -> new FillWorker(allocator, trial.random(thread), trial.share());
        }
    },
    /** Pairs where it is narrow. */
    CROWDED("crowded", "90 % full of random orders 0 to 3, 5 % freed at random, then pairs of order 3") {
        @Override
        int slots(Trial trial) {
            return trial.share() + 1;
        }

        @Override
        Crew crew(Trial trial) {
            return (thread, allocator) -> new CrowdedWorker(allocator, trial.random(thread), trial.share());
        }
    },
    /** Requests that must fail. */
    FULL("full",
            "a request that must fail, in a region full of single units (--order; --fragmented: every second unit)") {
        @Override
        List<String> phases(Trial trial) {
            return List.of(trial.fragmented() ? "full-fragmented" : "full");
        }

        @Override
        int slots(Trial trial) {
            return trial.share() + 1;
        }

        @Override
        Crew crew(Trial trial) {
            boolean fragmented = trial.fragmented();
            int order = trial.orderOr(fragmented ? 1 : 0);
            return (thread, allocator) -> new FullWorker(allocator, order, fragmented, trial.share());
        }

        @Override
        Optional<String> refusal(AllocatorName allocator, int threads, BenchSettings settings) {
            if (!allocator.bounded()) {
                return Optional.of("it has no capacity of its own, so it is never full");
            }
            if (settings.fragmented() && settings.order().orElse(1) == 0) {
                return Optional.of("a fragmented region has single units: ask --order 1 or more");
            }
            return Optional.empty();
        }
    },
    /** One allocates, another frees. */
    HANDOFF("handoff", "one thread allocates, another frees; an operation is both, for one block (--order)") {
        @Override
        int slots(Trial trial) {
            return HandoffRing.CAPACITY;
        }

        @Override
        Crew crew(Trial trial) {
            HandoffRing[] rings =
                    Stream.generate(HandoffRing::new).limit(trial.threads() / 2).toArray(HandoffRing[]::new);
            return (thread, allocator) -> thread % 2 == 0
                    ? new HandoffProducer(allocator, rings[thread / 2], trial.orderOr(0))
                    : new HandoffConsumer(allocator, rings[thread / 2]);
        }

        @Override
        Optional<String> refusal(AllocatorName allocator, int threads, BenchSettings settings) {
            if (threads % 2 != 0) {
                return Optional.of("it takes threads two by two: ask an even number of --threads");
            }
            return allocator.freesAcrossThreads()
                    ? Optional.empty()
                    : Optional.of("its blocks can be freed by the thread alone that allocated them");
        }
    };

    private final String label;
    private final String summary;

    Workload(String label, String summary) {
        this.label = label;
        this.summary = summary;
    }

    /** The name users type. */
    public String label() {
        return label;
    }

    /** What it does, in one line. */
    public String summary() {
        return summary;
    }

    /** The names under which its phases are reported. */
    List<String> phases(Trial trial) {
        return List.of(label);
    }

    /** The most blocks that a thread holds at a time. */
    abstract int slots(Trial trial);

    /** The workers of a trial. */
    abstract Crew crew(Trial trial);

    /** Why this allocator cannot do it with so many threads; empty when it can. */
    Optional<String> refusal(AllocatorName allocator, int threads, BenchSettings settings) {
        return Optional.empty();
    }

    /** The workload that users call {@code label}. */
    public static Optional<Workload> named(String label) {
        return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
    }

    /** All names, as an error or a help text lists them. */
    public static String labels() {
        return Arrays.stream(values()).map(Workload::label).collect(Collectors.joining(", "));
    }
}
