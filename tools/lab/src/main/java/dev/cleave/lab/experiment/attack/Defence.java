package dev.cleave.lab.experiment.attack;

import dev.cleave.lab.peer.AllocatorName;
import java.util.ArrayList;
import java.util.List;

/** The allocators that are attacked, by name. */
final class Defence {
    static final String PLAIN = "cleave-plain";
    static final String EXACT = "cleave";
    static final String GROUPED = "cleave-grouped";
    static final String COMPACTING = "cleave-compacting";
    static final String GUARDED = "cleave-guarded";

    private static final List<String> USUAL = List.of(PLAIN, EXACT, GROUPED, COMPACTING, GUARDED, "linux", "llfree",
            "weighted", "malloc", "jemalloc", "rpmalloc", "netty-pooled", "netty-adaptive");
    private static final long UNIT = 4096;
    private static final int LARGEST_ORDER_NEEDED = 9;

    private Defence() {}

    /** Those that are attacked unless told. */
    static List<String> usual() {
        return USUAL;
    }

    /** All of them. */
    static List<String> all() {
        List<String> all = new ArrayList<>(USUAL);
        for (AllocatorName each : AllocatorName.all()) {
            if ((each.algorithm().isPresent() || each.isHeap()) && !all.contains(each.label())) {
                all.add(each.label());
            }
        }
        return all;
    }

    /**
     * Opens one.
     *
     * @throws UnsupportedOperationException where it cannot run here, saying why
     */
    static Target open(String name, long region) {
        return switch (name) {
            case PLAIN -> PoolTarget.plain(region);
            case EXACT -> PoolTarget.exact(region);
            case GROUPED -> PoolTarget.grouped(region);
            case COMPACTING -> new MovableTarget(region);
            case GUARDED -> PoolTarget.guarded(region);
            default -> ofOthers(AllocatorName.require(name), region);
        };
    }

    private static Target ofOthers(AllocatorName name, long region) {
        return name.algorithm().isPresent()
                ? new AlgorithmTarget(name.openBlocks(region / UNIT, LARGEST_ORDER_NEEDED))
                : new HeapTarget(name, region);
    }
}
