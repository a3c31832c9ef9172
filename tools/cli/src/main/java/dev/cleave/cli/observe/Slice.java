package dev.cleave.cli.observe;

/**
 * What a program did in some time: or up to now, before it is told from when.
 *
 * @param events allocations and frees
 * @param processNanos processor time of the whole process
 * @param loadNanos processor time of the threads that allocate
 * @param elapsedNanos time on the wall
 */
record Slice(long events, long processNanos, long loadNanos, long elapsedNanos) {
    /** What was done after this. */
    Slice since(Slice before) {
        return new Slice(events - before.events, processNanos - before.processNanos, loadNanos - before.loadNanos,
                elapsedNanos - before.elapsedNanos);
    }

    /** As one line, which {@link #of} reads. */
    String toLine() {
        return events + " " + processNanos + " " + loadNanos + " " + elapsedNanos;
    }

    static Slice of(String line) {
        String[] words = line.split(" ");
        return new Slice(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]),
                Long.parseLong(words[3]));
    }

    /** Processor time of the whole process an event, in nanoseconds. */
    double processNanosAnEvent() {
        return (double) processNanos / Math.max(1, events);
    }

    /** Processor time of the threads that allocate an event, in nanoseconds. */
    double loadNanosAnEvent() {
        return (double) loadNanos / Math.max(1, events);
    }

    /** Time on the wall an event, in nanoseconds. */
    double elapsedNanosAnEvent() {
        return (double) elapsedNanos / Math.max(1, events);
    }

    /** Events in a second on the wall. */
    double rate() {
        return events * 1e9 / Math.max(1, elapsedNanos);
    }
}
