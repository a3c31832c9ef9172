package dev.cleave.memory;

import dev.cleave.buddy.Stripes;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * Says which allocations are to be sampled: a countdown of bytes in each of a few lanes over which threads are spread. The distance from one
 * sampled byte to the next is drawn from an exponential distribution, whose mean is as was asked for, unless that costs too much.
 *
 * <pre>
 *   lane   [ bytes until the next sample | mean they were drawn with | paid until ]     two cache lines
 * </pre>
 *
 * <p><strong>Pace.</strong> Each sample is paid for with half a millisecond, two hundred times what it costs or so; fifty milliseconds may be saved up,
 * for a hundred samples in a row. A lane that is in debt doubles its mean with each sample, and halves it again when it has saved up half. So a program
 * that allocates gigabytes a second pays less than a hundredth of its time, and has fewer samples, each of which stands for more. Distances below
 * {@link #LEAST_PACED} are kept whatever they cost: who asks for them wants to see nearly every block.
 *
 * <p><strong>Threads.</strong> Any; all is plain. Two threads of a lane may lose each other's bytes.
 */
final class SamplingLanes {
    /** What a sample is paid for with. */
    static final long NANOS_A_SAMPLE = 500_000;

    /** The shortest distance that grows. */
    static final long LEAST_PACED = 64 << 10;

    /** What may be saved up. */
    static final long MOST_SAVED = 100 * NANOS_A_SAMPLE;

    /** The most doublings of the mean. */
    private static final int MOST_DOUBLINGS = 20;

    private static final int LANES = 64;
    private static final int STRIDE_SHIFT = 4;
    private static final int MEAN = 1;
    private static final int PAID_UNTIL = 2;

    private final Stripes stripes;
    private final long[] words = new long[LANES + 1 << STRIDE_SHIFT];
    private final long leastMean;
    private final long mostMean;
    private final LongSupplier clock;

    /**
     * All lanes have saved up what they may.
     *
     * @param like what the space spreads threads over: lanes ask the same chooser
     * @param clock tells nanoseconds from 0 on
     */
    SamplingLanes(long bytesPerSample, Stripes like, LongSupplier clock) {
        stripes = like.withCount(LANES);
        leastMean = bytesPerSample;
        mostMean = bytesPerSample < LEAST_PACED || bytesPerSample > Long.MAX_VALUE >>> MOST_DOUBLINGS
                ? bytesPerSample
                : bytesPerSample << MOST_DOUBLINGS;
        this.clock = clock;
        for (int lane = 1 << STRIDE_SHIFT; lane < words.length; lane += 1 << STRIDE_SHIFT) {
            words[lane] = distance(bytesPerSample);
            words[lane + MEAN] = bytesPerSample;
            words[lane + PAID_UNTIL] = -MOST_SAVED;
        }
    }

    static SamplingLanes of(long bytesPerSample, Stripes like) {
        long start = System.nanoTime();
        return new SamplingLanes(bytesPerSample, like, () -> System.nanoTime() - start);
    }

    /**
     * Counts an allocation: 0 where it is not to be sampled, else the mean distance of samples that led to it: what the sample stands for
     * follows from that. One answer for both, as the caller may be in another lane a moment later.
     */
    long due(long byteSize) {
        int lane = stripes.mine() + 1 << STRIDE_SHIFT;
        long left = words[lane] - byteSize;
        words[lane] = left;
        return left < 0 ? begin(lane) : 0;
    }

    /** The next distance begins behind the sampled block: an exponential one has no memory of how far it was before. */
    private long begin(int lane) {
        long now = clock.getAsLong();
        long paidUntil = Math.max(words[lane + PAID_UNTIL], now - MOST_SAVED) + NANOS_A_SAMPLE;
        long mean = words[lane + MEAN];
        long next = nextMean(mean, paidUntil - now);
        words[lane + PAID_UNTIL] = paidUntil;
        words[lane + MEAN] = next;
        words[lane] = distance(next);
        return mean;
    }

    private long nextMean(long mean, long debt) {
        if (debt > 0) {
            return mean < mostMean ? mean << 1 : mean;
        }
        return debt < -MOST_SAVED / 2 ? Math.max(mean >>> 1, leastMean) : mean;
    }

    private static long distance(long mean) {
        return (long) (-Math.log(1 - ThreadLocalRandom.current().nextDouble()) * mean);
    }

    long byteSize() {
        return 8L * words.length;
    }
}
