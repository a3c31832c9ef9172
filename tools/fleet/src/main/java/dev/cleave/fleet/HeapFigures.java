package dev.cleave.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One heap of a snapshot.
 *
 * @param pool the name of the pool it stands on; empty where that is not told
 * @param classes its size classes
 */
record HeapFigures(String pool, List<ClassFigures> classes) {
    /** Keeps its own copy. */
    HeapFigures {
        classes = List.copyOf(classes);
    }

    /** Reads an object as {@link dev.cleave.heap.ProcessSnapshot} writes it. */
    static HeapFigures of(JsonNode heap) throws TornFileException {
        Fields fields = new Fields(heap);
        List<ClassFigures> classes = new ArrayList<>();
        for (JsonNode each : new Fields(heap.path("usage")).list("classes")) {
            Fields figures = new Fields(each);
            classes.add(new ClassFigures(figures.number("slotBytes"), figures.number("usedBytes"),
                    figures.number("strandedBytes"), figures.number("wastedBytes")));
        }
        return new HeapFigures(fields.textOrEmpty("pool"), classes);
    }

    /** The classes of several heaps, each once, the smallest first. */
    static List<ClassFigures> classes(List<HeapFigures> heaps) {
        SortedMap<Long, ClassFigures> bySlot = new TreeMap<>();
        for (HeapFigures heap : heaps) {
            for (ClassFigures each : heap.classes) {
                bySlot.merge(each.slotBytes(), each, (one, other) -> new ClassFigures(one.slotBytes(),
                        one.usedBytes() + other.usedBytes(), one.strandedBytes() + other.strandedBytes(),
                        one.wastedBytes() + other.wastedBytes()));
            }
        }
        return List.copyOf(bySlot.values());
    }

    long strandedBytes() {
        return classes.stream().mapToLong(ClassFigures::strandedBytes).sum();
    }

    long wastedBytes() {
        return classes.stream().mapToLong(ClassFigures::wastedBytes).sum();
    }
}
