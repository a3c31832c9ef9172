package dev.cleave.fleet;

import java.util.List;
import java.util.function.ToLongFunction;

/** The sums of a process's pools and heaps. */
final class ProcessSums {
    private ProcessSums() {}

    static ProcessFigures of(
            String process,
            String application,
            String version,
            long takenAtMillis,
            List<PoolFigures> pools,
            List<HeapFigures> heaps) {
        return new ProcessFigures(
                process,
                application,
                version,
                takenAtMillis,
                pools.size(),
                sum(pools, PoolFigures::capacityBytes),
                most(pools, PoolFigures::capacityBytes),
                sum(pools, PoolFigures::requestedBytes),
                sum(pools, PoolFigures::usedBytes),
                sum(pools, PoolFigures::committedBytes),
                sum(pools, PoolFigures::freeBytes),
                most(pools, PoolFigures::freeBytes),
                sum(pools, PoolFigures::freeBelow2MiBBytes),
                most(pools, PoolFigures::largestFreeBytes),
                heaps.stream().mapToLong(HeapFigures::strandedBytes).sum(),
                heaps.stream().mapToLong(HeapFigures::wastedBytes).sum());
    }

    private static long sum(List<PoolFigures> pools, ToLongFunction<PoolFigures> figure) {
        return pools.stream().mapToLong(figure).sum();
    }

    private static long most(List<PoolFigures> pools, ToLongFunction<PoolFigures> figure) {
        return pools.stream().mapToLong(figure).max().orElse(0);
    }
}
