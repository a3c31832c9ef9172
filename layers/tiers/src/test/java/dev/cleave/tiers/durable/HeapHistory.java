package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Random transactions on a heap, and what it must hold after each of them. */
final class HeapHistory {
    private static final int MOST_SMALL = 60;
    private static final int MOST_LARGE = 3000;
    private static final int MOST_OBJECTS = 30;
    private static final int FREE = 5;

    private final DurableHeap heap;
    private final Random random;
    private final List<State> states = new ArrayList<>();

    /** What a heap holds: objects by handle, handles by root. */
    record State(Map<Long, MemorySegment> objects, Map<String, Long> roots) {
        /** What a heap holds now, every byte read. */
        static State of(DurableHeap heap) {
            Map<Long, MemorySegment> objects = new TreeMap<>();
            heap.forEach((handle, byteSize) -> {
                MemorySegment bytes = MemorySegment.ofArray(new byte[(int) byteSize]);
                heap.read(handle, 0, bytes);
                objects.put(handle, bytes);
            });
            return new State(objects, heap.roots());
        }

        boolean isSame(State other) {
            return roots.equals(other.roots) && objects.keySet().equals(other.objects.keySet())
                    && objects.entrySet().stream()
                            .allMatch(each -> each.getValue().mismatch(other.objects.get(each.getKey())) == -1);
        }

        @Override
        public String toString() {
            Map<String, Integer> sums = new TreeMap<>();
            objects.forEach((handle, bytes) -> sums.put(Handle.text(handle) + ":" + bytes.byteSize(),
                    Arrays.hashCode(bytes.toArray(ValueLayout.JAVA_BYTE))));
            return sums + " " + roots;
        }
    }

    HeapHistory(DurableHeap heap, long seed) {
        this.heap = heap;
        random = new Random(seed);
        states.add(State.of(heap));
    }

    State last() {
        return states.getLast();
    }

    /** Runs a transaction of one to four changes; now and then gives it up. Answers what it must hold. */
    State step(Runnable beforeCommit) {
        Map<Long, MemorySegment> objects = new TreeMap<>(last().objects());
        Map<String, Long> roots = new TreeMap<>(last().roots());
        try (DurableTransaction transaction = heap.begin()) {
            int changes = 1 + random.nextInt(4);
            for (int each = 0; each < changes; each++) {
                change(transaction, objects, roots);
            }
            if (random.nextInt(8) == 0) {
                return last();
            }
            states.add(new State(objects, roots));
            beforeCommit.run();
            transaction.commit();
        }
        return last();
    }

    private void change(DurableTransaction transaction, Map<Long, MemorySegment> objects, Map<String, Long> roots) {
        int what = objects.isEmpty() ? 0 : objects.size() > MOST_OBJECTS ? FREE : random.nextInt(7);
        switch (what) {
            case 0, 1 -> {
                int size = 1 + random.nextInt(random.nextInt(3) == 0 ? MOST_LARGE : MOST_SMALL);
                long handle = transaction.allocate(size);
                MemorySegment bytes = MemorySegment.ofArray(new byte[size]);
                objects.put(handle, bytes);
                write(transaction, objects, handle);
            }
            case 2, 3 -> write(transaction, objects, any(objects));
            case 4 -> {
                long handle = any(objects);
                int size = 1 + random.nextInt(MOST_LARGE);
                transaction.resize(handle, size);
                MemorySegment bytes = MemorySegment.ofArray(new byte[size]);
                long kept = Math.min(size, objects.get(handle).byteSize());
                MemorySegment.copy(objects.get(handle), 0, bytes, 0, kept);
                objects.put(handle, bytes);
            }
            case FREE -> {
                long handle = any(objects);
                roots.entrySet().removeIf(root -> root.getValue() == handle && transaction.removeRoot(root.getKey()));
                transaction.free(handle);
                objects.remove(handle);
            }
            default -> {
                String name = "root " + random.nextInt(3);
                long handle = any(objects);
                transaction.setRoot(name, handle);
                roots.put(name, handle);
            }
        }
    }

    private long any(Map<Long, MemorySegment> objects) {
        return new ArrayList<>(objects.keySet()).get(random.nextInt(objects.size()));
    }

    private void write(DurableTransaction transaction, Map<Long, MemorySegment> objects, long handle) {
        MemorySegment bytes = MemorySegment.ofArray(objects.get(handle).toArray(ValueLayout.JAVA_BYTE));
        int offset = random.nextInt((int) bytes.byteSize());
        byte[] written = new byte[1 + random.nextInt((int) bytes.byteSize() - offset)];
        random.nextBytes(written);
        transaction.write(handle, offset, MemorySegment.ofArray(written));
        MemorySegment.copy(written, 0, bytes, ValueLayout.JAVA_BYTE, offset, written.length);
        objects.put(handle, bytes);
    }
}
