package dev.cleave.lab.experiment.crash;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;

/** How far the threads of a heap have come, as they report it. Any thread may call anything. */
final class Reports implements CommitListener {
    private static final String BEGUN = "begun";
    private static final String ACKNOWLEDGED = "acknowledged";

    private final AtomicLongArray begun;
    private final AtomicLongArray acknowledged;

    private Reports(long[] begun, long[] acknowledged) {
        this.begun = new AtomicLongArray(begun);
        this.acknowledged = new AtomicLongArray(acknowledged);
    }

    /** Threads that have come as far as their ledgers, and no further. */
    static Reports at(List<Ledger> ledgers) {
        long[] numbers = ledgers.stream().mapToLong(Ledger::number).toArray();
        return new Reports(numbers, numbers);
    }

    /** The line that says it to another process. */
    static String begunLine(int thread, long number) {
        return BEGUN + " " + thread + " " + number;
    }

    /** The line that says it to another process. */
    static String acknowledgedLine(int thread, long number) {
        return ACKNOWLEDGED + " " + thread + " " + number;
    }

    /** Hears lines of another process; others than those two are left aside. */
    void hear(List<String> lines) {
        for (String line : lines) {
            String[] words = line.split(" ");
            if (words[0].equals(BEGUN)) {
                begun(Integer.parseInt(words[1]), Long.parseLong(words[2]));
            } else if (words[0].equals(ACKNOWLEDGED)) {
                acknowledged(Integer.parseInt(words[1]), Long.parseLong(words[2]));
            }
        }
    }

    @Override
    public void begun(int thread, long number) {
        begun.setRelease(thread, number);
    }

    @Override
    public void acknowledged(int thread, long number) {
        acknowledged.setRelease(thread, number);
    }

    /** The last commit that a thread began. */
    long lastBegun(int thread) {
        return begun.getAcquire(thread);
    }

    /** The last commit of a thread that was acknowledged. */
    long lastAcknowledged(int thread) {
        return acknowledged.getAcquire(thread);
    }

    /** Commits that were acknowledged, of all threads. */
    long acknowledgedByAll() {
        return LongStream.of(acknowledgedNow()).sum();
    }

    /** What was acknowledged until now. */
    long[] acknowledgedNow() {
        return copy(acknowledged);
    }

    /**
     * What is known of a moment that lies between two.
     *
     * @param before what was acknowledged at the first: it must be there
     * @return with what was begun until now: no more can be there
     */
    Reports since(long[] before) {
        return new Reports(copy(begun), before);
    }

    private static long[] copy(AtomicLongArray array) {
        long[] copy = new long[array.length()];
        for (int each = 0; each < copy.length; each++) {
            copy[each] = array.getAcquire(each);
        }
        return copy;
    }
}
