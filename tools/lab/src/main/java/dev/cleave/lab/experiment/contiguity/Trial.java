package dev.cleave.lab.experiment.contiguity;

import java.util.function.Consumer;

/** One request, made in one way, with all that it got written to and read back. */
record Trial(Way way, Ground ground, long byteSize) {
    /** Whose stamps are in the memory that was served; pages have numbers from 0. */
    static final long SERVED = -2;

    /**
     * What the request came to.
     *
     * @param nanos from the request to its answer
     * @param ranges of which the memory consists that it was given; 0 where it was refused
     * @param pieces blocks of the pool in which it lies
     * @param largestBefore bytes of the longest free range before the request
     * @param largestAfter as before, once the memory was given back
     * @param wholeBefore the share of the pool in free blocks no smaller than the ground's large
     *     ones, before the request
     * @param wholeAfter as before, once the memory was given back
     * @param wrongStamps in the memory that was served, and in the pages that stayed
     */
    record Outcome(
            long nanos, int ranges, int pieces, long copiedBytes, long largestBefore, long largestAfter,
            double wholeBefore,
            double wholeAfter, long wrongStamps) {
        boolean served() {
            return ranges > 0;
        }
    }

    Outcome run() {
        try (Site site = way.open(ground, byteSize)) {
            return run(site, attempt -> {});
        }
    }

    /**
     * Makes the request at a site that is ready for it.
     *
     * @param visitor sees what became of it, while the memory is held
     */
    Outcome run(Site site, Consumer<Attempt> visitor) {
        long largestBefore = site.largestFreeBytes();
        double wholeBefore = site.shareInBlocks(ground.blockBytes());
        long nanos;
        int ranges;
        int pieces;
        long copiedBytes;
        long wrong;
        long begin = System.nanoTime();
        try (Attempt attempt = site.ask(byteSize)) {
            nanos = System.nanoTime() - begin;
            ranges = attempt.ranges().size();
            pieces = attempt.pieces();
            copiedBytes = attempt.copiedBytes();
            Stamps.write(attempt.ranges(), SERVED);
            wrong = site.pages().wrongStamps() + Stamps.wrong(attempt.ranges(), SERVED);
            visitor.accept(attempt);
        }
        return new Outcome(nanos, ranges, pieces, copiedBytes, largestBefore, site.largestFreeBytes(), wholeBefore,
                site.shareInBlocks(ground.blockBytes()), wrong);
    }
}
