package dev.cleave.verify.step;

import dev.cleave.verify.fault.Trial;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The trials of one layer, by name. Made by the loader that rewrites, so that they meet its
 * classes.
 */
abstract class Trials implements Supplier<Map<String, Trial.Opening>> {
    private final Map<String, Trial.Opening> openings = new LinkedHashMap<>();

    /** What a trial stands on: opened anew for each failure. */
    interface Ground extends AutoCloseable {
        /** Throws where something is unsound, or held that nobody was given. */
        void verify() throws Exception;

        @Override
        void close() throws Exception;
    }

    /** An action on the ground. */
    interface Step<G> {
        void run(G ground) throws Exception;
    }

    /** What makes a ground. */
    interface Making<G> {
        G make() throws Exception;
    }

    /** A trial: where, what is tried, and how it is undone. */
    final <G extends Ground> void trial(String name, Making<G> making, Step<G> attempt, Step<G> undo) {
        openings.put(name, () -> {
            G ground = making.make();
            return new Trial() {
                @Override
                public void attempt() throws Exception {
                    attempt.run(ground);
                }

                @Override
                public void undo() throws Exception {
                    undo.run(ground);
                }

                @Override
                public void verify() throws Exception {
                    ground.verify();
                }

                @Override
                public void close() throws Exception {
                    ground.close();
                }
            };
        });
    }

    static void require(boolean holds, Object otherwise) {
        if (!holds) {
            throw new IllegalStateException(String.valueOf(otherwise));
        }
    }

    static <G> void nothing(G ground) {}

    @Override
    public final Map<String, Trial.Opening> get() {
        return openings;
    }

    final Set<String> names() {
        return openings.keySet();
    }
}
