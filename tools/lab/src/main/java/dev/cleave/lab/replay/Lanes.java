package dev.cleave.lab.replay;

import dev.cleave.lab.trace.Trace;
import java.util.Arrays;

/**
 * The events of a trace dealt out to a few threads: all events of one recorded processor or thread go to one lane.
 *
 * <p>Recorded threads are dealt round-robin in order of appearance. There are never more lanes than recorded threads.
 */
final class Lanes {
    private final int[][] events;

    private Lanes(int[][] events) {
        this.events = events;
    }

    static Lanes of(Trace trace, int threads) {
        int count = Math.min(threads, trace.threadCount());
        if (count == 1) {
            return new Lanes(new int[1][0]);
        }
        int[] laneOfThread = new int[Character.MAX_VALUE + 1];
        Arrays.fill(laneOfThread, -1);
        int seen = 0;
        int[] sizes = new int[count];
        for (int event = 0; event < trace.events(); event++) {
            int thread = trace.thread(event);
            if (laneOfThread[thread] < 0) {
                laneOfThread[thread] = seen++ % count;
            }
            sizes[laneOfThread[thread]]++;
        }
        int[][] events = new int[count][];
        Arrays.setAll(events, lane -> new int[sizes[lane]]);
        int[] filled = new int[count];
        for (int event = 0; event < trace.events(); event++) {
            int lane = laneOfThread[trace.thread(event)];
            events[lane][filled[lane]++] = event;
        }
        return new Lanes(events);
    }

    int count() {
        return events.length;
    }

    /** The events of one lane in order. With one lane only, all of them, and nothing is stored. */
    int[] events(int lane) {
        return events[lane];
    }
}
