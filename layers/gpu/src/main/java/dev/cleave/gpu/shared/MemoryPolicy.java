package dev.cleave.gpu.shared;

import java.util.Arrays;
import java.util.List;

/** Where the tasks of a persistent kernel have their memory from. */
public enum MemoryPolicy {
    /** The buddy, each block exactly as large as the task asked. */
    EXACT_FIT("exact-fit", "-D CLEAVE_EXACT"),
    /** The buddy, each block a power of two. */
    BUDDY("buddy", ""),
    /**
     * Slots of every power of two that tasks need, shared out once as the load as a whole needs
     * them.
     */
    STATIC_CLASSES("static-classes", "-D CLEAVE_STATIC"),
    /** Equal slots, the power of two that the largest task needs. */
    STATIC_SLOTS("static-slots", "-D CLEAVE_STATIC");

    /** Size classes: 2^0 to 2^10 units. */
    static final int CLASSES = 11;

    /** The most slots of a class: their bits are one word. */
    static final int MOST_SLOTS = 32;

    private final String label;
    private final String option;

    MemoryPolicy(String label, String option) {
        this.label = label;
        this.option = option;
    }

    /** As a table names it. */
    public String label() {
        return label;
    }

    /** The compiler's option. */
    String option() {
        return option;
    }

    /**
     * How many slots each class has; none where memory is not shared out once.
     *
     * @param units of all memory, at least as many as the largest task's power of two
     */
    int[] slots(List<SharedTask> tasks, int unitBytes, int units) {
        double[] load = new double[CLASSES];
        tasks.forEach(task -> load[sizeClass(task.units(unitBytes))] += task.rounds());
        int[] slots = new int[CLASSES];
        if (this == STATIC_SLOTS) {
            int largest = tasks.stream().mapToInt(task -> sizeClass(task.units(unitBytes))).max().orElse(0);
            slots[largest] = Math.min(MOST_SLOTS, units >> largest);
        } else if (this == STATIC_CLASSES) {
            shareOut(load, units, slots);
        }
        return slots;
    }

    /**
     * The largest classes first get a slot each, as every task must have one that is large enough;
     * then whichever class has the fewest for its load, while there is room for it.
     */
    private static void shareOut(double[] load, int units, int[] slots) {
        int left = units;
        for (int each = CLASSES - 1; each >= 0; each--) {
            if (load[each] > 0 && 1 << each <= left) {
                slots[each] = 1;
                left -= 1 << each;
            }
        }
        for (int scarce = scarcest(load, slots, left); scarce >= 0; scarce = scarcest(load, slots, left)) {
            slots[scarce]++;
            left -= 1 << scarce;
        }
    }

    private static int scarcest(double[] load, int[] slots, int left) {
        int scarce = -1;
        for (int each = 0; each < CLASSES; each++) {
            boolean may = load[each] > 0 && slots[each] < MOST_SLOTS && 1 << each <= left;
            if (may && (scarce < 0 || slots[each] / load[each] < slots[scarce] / load[scarce])) {
                scarce = each;
            }
        }
        return scarce;
    }

    /** The class of a task: the exponent of the power of two that holds its units. */
    static int sizeClass(int units) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(units - 1);
    }

    /** All labels, as messages list them. */
    public static String labels() {
        return String.join(", ", Arrays.stream(values()).map(MemoryPolicy::label).toList());
    }
}
