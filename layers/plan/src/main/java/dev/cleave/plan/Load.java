package dev.cleave.plan;

/**
 * How many grains are live at each time, and where they are most.
 *
 * @param grains live at each time
 * @param peak the most at any time: no placement needs less
 * @param peakTime the first time at which so many are live
 */
record Load(long[] grains, long peak, int peakTime) {
    /** Sums up changes, which it overwrites with the sums. */
    static Load ofChanges(long[] changes) {
        long live = 0;
        long peak = 0;
        int peakTime = 0;
        for (int time = 0; time < changes.length; time++) {
            live += changes[time];
            changes[time] = live;
            if (live > peak) {
                peak = live;
                peakTime = time;
            }
        }
        return new Load(changes, peak, peakTime);
    }
}
