package dev.cleave.page;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Answers questions whose answers cost the observed program time, and keeps what they cost together
 * to a share of all time: after a computation that took some time the next one waits for {@code
 * rest} times as long. Whoever asks earlier gets the answer that there is. Only where there is none
 * yet it is computed at once; there are at most {@value #MOST_KEPT} kept. The first computation of a
 * kind, which loads classes, does not count: a kind is the first word of a question.
 *
 * <p>Any thread may ask; one computes at a time.
 */
final class Thrift {
    /** The most answers that are kept. */
    static final int MOST_KEPT = 64;

    private final int rest;
    private final long leastNanos;
    private final LongSupplier clock;
    private final Map<String, Answer> answers = new HashMap<>();
    private final Set<String> kinds = new HashSet<>();
    private long nextAt;

    private record Answer(Object value, long at) {}

    /**
     * @param rest how many times its cost a computation is waited for
     * @param leastNanos an answer that is younger is given again in any case
     * @param clock nanoseconds
     */
    Thrift(int rest, long leastNanos, LongSupplier clock) {
        this.rest = rest;
        this.leastNanos = leastNanos;
        this.clock = clock;
        nextAt = clock.getAsLong();
    }

    /** The answer to a question: one that is kept, or a new one. */
    synchronized <T> T ask(String question, Class<T> type, Supplier<T> computation) {
        Answer kept = answers.get(question);
        long now = clock.getAsLong();
        if (kept != null && (now - nextAt < 0 || now - kept.at < leastNanos)) {
            return type.cast(kept.value);
        }
        T fresh = computation.get();
        long end = clock.getAsLong();
        nextAt = end + (kinds.add(question.split(" ", 2)[0]) ? 0 : rest * (end - now));
        if (kept == null && answers.size() >= MOST_KEPT) {
            forgetOldest();
        }
        answers.put(question, new Answer(fresh, end));
        return fresh;
    }

    private void forgetOldest() {
        answers.entrySet().stream()
                .min(Comparator.comparingLong(each -> each.getValue().at))
                .map(Map.Entry::getKey)
                .ifPresent(answers::remove);
    }
}
