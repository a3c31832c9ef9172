package dev.cleave.lab.far;

import java.util.Comparator;
import java.util.List;

/**
 * How fast objects came and went.
 *
 * @param program what moved them
 * @param operation write or read
 * @param threads how many moved them at once
 * @param batch how many each had on the way
 * @param operations how many were moved
 * @param perSecond objects a second
 * @param bytesPerSecond bytes of objects a second
 * @param medianMicros half of the calls took no longer, in microseconds; a call moves a batch
 * @param p99Micros of a hundred calls 99 took no longer
 */
public record FarFigures(
        String program,
        String operation,
        int threads,
        int batch,
        long operations,
        double perSecond,
        double bytesPerSecond,
        double medianMicros,
        double p99Micros) {
    /** The one of several, at least one, that half of the others are no faster than. */
    static FarFigures median(List<FarFigures> measured) {
        return measured.stream().sorted(Comparator.comparingDouble(FarFigures::perSecond)).toList()
                .get(measured.size() / 2);
    }
}
