package dev.cleave.gpu.dump;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Makes a dump out of what an allocator knows of itself, and computes all statistics from its
 * pools. For one thread.
 */
public final class DumpBuilder {
    private record HeapFacts(List<String> flags, long size, long budgetBytes, long usageBytes) {}

    private record TypeFacts(int heap, List<String> flags) {}

    private final DumpedDevice device;
    private final TreeMap<Integer, HeapFacts> heaps = new TreeMap<>();
    private final TreeMap<Integer, TypeFacts> types = new TreeMap<>();
    private final List<DumpedPool> pools = new ArrayList<>();

    /** A dump of a device, with nothing in it yet. */
    public DumpBuilder(DumpedDevice device) {
        this.device = device;
    }

    /**
     * Adds a heap.
     *
     * @param index the device's number for it
     * @param budgetBytes what the process may use of it
     * @param usageBytes what it uses of it
     * @throws IllegalArgumentException when the heap is there already
     */
    public DumpBuilder heap(int index, List<String> flags, long size, long budgetBytes, long usageBytes) {
        if (heaps.putIfAbsent(index, new HeapFacts(List.copyOf(flags), size, budgetBytes, usageBytes)) != null) {
            throw new IllegalArgumentException("heap " + index + " was added already");
        }
        return this;
    }

    /**
     * Adds a memory type.
     *
     * @param index the device's number for it
     * @param heap that it uses, added before
     * @throws IllegalArgumentException when there is no such heap, or the type is there already
     */
    public DumpBuilder type(int index, int heap, List<String> flags) {
        if (!heaps.containsKey(heap)) {
            throw new IllegalArgumentException(
                    "type " + index + " is of heap " + heap + ", which was not added: there are "
                            + heaps.keySet());
        }
        if (types.putIfAbsent(index, new TypeFacts(heap, List.copyOf(flags))) != null) {
            throw new IllegalArgumentException("type " + index + " was added already");
        }
        return this;
    }

    /**
     * Adds a pool.
     *
     * @throws IllegalArgumentException when its memory type was not added, or has a default pool
     *     already and this is another
     */
    public DumpBuilder pool(DumpedPool pool) {
        if (!types.containsKey(pool.type())) {
            throw new IllegalArgumentException("a pool is of type " + pool.type() + ", which was not added: there are "
                    + types.keySet());
        }
        if (!pool.custom() && pools.stream().anyMatch(each -> !each.custom() && each.type() == pool.type())) {
            throw new IllegalArgumentException("type " + pool.type() + " has a default pool already");
        }
        pools.add(pool);
        return this;
    }

    /** The dump of what was added. */
    public MemoryDump build() {
        List<DumpedHeap> dumped = new ArrayList<>();
        heaps.forEach((index, facts) -> dumped.add(new DumpedHeap(index, facts.flags, OptionalLong.of(facts.size),
                facts.budgetBytes, facts.usageBytes, DumpStatistics.of(poolsOfHeap(index)), typesOf(index))));
        List<DumpedPool> ordered = new ArrayList<>(pools);
        ordered.sort(Comparator.comparing(DumpedPool::custom).thenComparingInt(DumpedPool::type));
        return new MemoryDump(device, DumpStatistics.of(ordered), dumped, ordered);
    }

    private List<DumpedType> typesOf(int heap) {
        List<DumpedType> dumped = new ArrayList<>();
        types.forEach((index, facts) -> {
            if (facts.heap == heap) {
                List<DumpedPool> own = pools.stream().filter(pool -> pool.type() == index).toList();
                dumped.add(new DumpedType(index, facts.flags, DumpStatistics.of(own)));
            }
        });
        return dumped;
    }

    private List<DumpedPool> poolsOfHeap(int heap) {
        return pools.stream()
                .filter(pool -> {
                    TypeFacts type = types.get(pool.type());
                    return type != null && type.heap == heap;
                })
                .toList();
    }
}
