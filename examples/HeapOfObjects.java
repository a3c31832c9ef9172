import dev.cleave.heap.Heap;
import dev.cleave.memory.AllocationSite;
import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.List;

/** Objects of many sizes in one heap: what it holds by size class, and which places of the program hold it. */
void main() {
    try (Pool pool = Pool.builder().capacity(256L << 20).build();
            Heap heap = Heap.builder(pool).sampleEvery(16 << 10).build()) {
        List<Long> objects = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            objects.add(name(heap, i));
            objects.add(document(heap, i));
        }

        IO.println(heap.usage());                        // a line for each size class
        for (AllocationSite site : heap.topSites(2)) {   // estimated from samples
            IO.println("about %,d bytes live at %s".formatted(site.estimatedBytes(), site.place()));
        }

        objects.forEach(heap::free);                     // one left out would be reported at close
        IO.println("%,d blocks live; %,d bytes went back to the pool"
                .formatted(heap.usage().liveBlocks(), heap.trim()));
    }
}

long name(Heap heap, int i) {
    return heap.allocate(16 + i % 48);
}

long document(Heap heap, int i) {
    return heap.allocate(1_000 + i % 9_000);
}
