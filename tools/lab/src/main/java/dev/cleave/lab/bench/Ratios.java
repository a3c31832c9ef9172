package dev.cleave.lab.bench;

import dev.cleave.lab.peer.AllocatorName;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Results of one run over those of another allocator for the same: workload, thread count and size
 * of block.
 */
public final class Ratios {
    private final List<BenchResult> results;

    /** The ratios among these. */
    public Ratios(List<BenchResult> results) {
        this.results = List.copyOf(results);
    }

    /**
     * A result's median over the floor's, measured in the same minutes; empty where the floor was
     * not.
     */
    public OptionalDouble toFloor(BenchResult result) {
        return to(AllocatorName.FLOOR, result);
    }

    /**
     * A result's median over that of the fastest of the other allocators that are not of this
     * project's making, caches on the Java heap left out; empty where none of them was measured.
     */
    public OptionalDouble toBestPeer(BenchResult result) {
        OptionalDouble best = results.stream()
                .filter(each -> each.isBeside(result) && !each.allocator().equals(result.allocator()))
                .filter(each -> AllocatorName.named(each.allocator())
                        .filter(name -> name.isPeer() && !name.isOnJavaHeap())
                        .isPresent())
                .mapToDouble(BenchResult::median)
                .min();
        return best.isPresent() ? OptionalDouble.of(result.median() / best.getAsDouble()) : best;
    }

    /** A result's median over that of an allocator; empty where that was not measured. */
    public OptionalDouble to(AllocatorName allocator, BenchResult result) {
        return results.stream()
                .filter(each -> each.allocator().equals(allocator.label()) && each.isBeside(result))
                .mapToDouble(each -> result.median() / each.median())
                .findFirst();
    }
}
