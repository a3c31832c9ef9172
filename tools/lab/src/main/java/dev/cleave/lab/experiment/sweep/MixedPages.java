package dev.cleave.lab.experiment.sweep;

import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A page trace made at random, for a sweep without a recorded one: movable pages that come and go
 * in waves, and among them unmovable ones of which one in sixteen stays.
 */
final class MixedPages {
    private static final int WAVES = 6;
    private static final int BLOCKS_A_WAVE = 6_000;
    private static final int LARGEST_ORDER = 3;
    private static final int MOVABLE_IN = 8;
    private static final int STAYS_IN = 16;

    private MixedPages() {}

    static Trace trace(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Trace.Builder trace = new Trace.Builder("mixed pages", TraceKind.PAGES);
        int id = 0;
        long frame = 0;
        for (int wave = 0; wave < WAVES; wave++) {
            List<Integer> leaving = new ArrayList<>();
            for (int each = 0; each < BLOCKS_A_WAVE; each++, id++) {
                boolean movable = random.nextInt(MOVABLE_IN) != 0;
                int order = random.nextInt(LARGEST_ORDER + 1);
                frame = Math.ceilDiv(frame, 1L << order) << order;
                trace.allocatePages(id, order, movable ? Mobility.MOVABLE : Mobility.UNMOVABLE, 0, frame);
                frame += 1L << order;
                if (movable || random.nextInt(STAYS_IN) != 0) {
                    leaving.add(id);
                }
            }
            while (!leaving.isEmpty()) {
                int chosen = random.nextInt(leaving.size());
                trace.free(leaving.get(chosen), 0);
                leaving.set(chosen, leaving.getLast());
                leaving.removeLast();
            }
        }
        return trace.build();
    }
}
