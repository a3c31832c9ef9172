package dev.cleave.lab.experiment.density;

import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Loads carried in this JVM, where only what is served counts, and in JVMs of their own, where what
 * is resident does. Tells how far the whole has come, and gathers what could not be measured.
 */
final class DensityRun {
    private final List<Contestant> contestants;
    private final Progress progress;
    private final List<String> notMeasured = new ArrayList<>();
    private long total;
    private long done;

    DensityRun(List<Contestant> contestants, Progress progress) {
        this.contestants = contestants;
        this.progress = progress;
    }

    /** Those among these that take part and can be full. */
    List<Contestant> bounded(Contestant... among) {
        return partaking(among).filter(Contestant::bounded).toList();
    }

    /** Those among these that take part and have real memory. */
    List<Contestant> weighable(Contestant... among) {
        return partaking(among).filter(Contestant::hasMemory).toList();
    }

    private Stream<Contestant> partaking(Contestant... among) {
        return Stream.of(among).filter(contestants::contains);
    }

    /** So many more loads are to be carried. */
    void plan(long loads) {
        total += loads;
    }

    /** Carries a load in this JVM. */
    LoadOutcome carry(Contestant contestant, DensityLoad load) {
        return ask(contestant, load, allocator -> load.run(allocator, false, Scales.NONE));
    }

    /** Asks the allocator of a contestant in this JVM, opened for a load. */
    <T> T ask(Contestant contestant, DensityLoad load, Question<T> question) {
        advance(contestant, load);
        try (ByteAllocator allocator = contestant.open(load.capacity(), load.grain())) {
            return question.ask(allocator);
        }
    }

    /** What is done to an open allocator in this JVM. */
    @FunctionalInterface
    interface Question<T> {
        T ask(ByteAllocator allocator);
    }

    /** Carries a load in a JVM of its own; of one that cannot the rest is told nevertheless. */
    Optional<Weighed> weigh(Contestant contestant, DensityLoad load) {
        advance(contestant, load);
        try {
            return Optional.of(new DensityTrial(contestant, load).run());
        } catch (UnsupportedOperationException | TrialException missing) {
            leaveOut(load.toArguments().getFirst() + ", " + contestant.label() + ": " + missing.getMessage());
            return Optional.empty();
        }
    }

    /** Something is not measured, and the result is to say so; said once. */
    void leaveOut(String what) {
        if (!notMeasured.contains(what)) {
            notMeasured.add(what);
        }
    }

    /** What could not be measured, and why. */
    List<String> notMeasured() {
        return List.copyOf(notMeasured);
    }

    private void advance(Contestant contestant, DensityLoad load) {
        progress.advance(load.toArguments().getFirst() + ", " + contestant.label(), done++, total);
    }

    /** All is done. */
    void end() {
        progress.advance("done", total, total);
    }
}
