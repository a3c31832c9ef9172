package dev.cleave.cache;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Passes on what entries tell, to whoever is made after them. */
final class LateWatch implements EntryWatch {
    /** Set once, before anything is told. */
    @Nullable
    EntryWatch target;

    private EntryWatch target() {
        return Objects.requireNonNull(target);
    }

    @Override
    public boolean comes(long hash, long place) {
        return target().comes(hash, place);
    }

    @Override
    public void replaces(long place, long replaced) {
        target().replaces(place, replaced);
    }

    @Override
    public void unlinked(long place) {
        target().unlinked(place);
    }

    @Override
    public int moves(int node) {
        return target().moves(node);
    }

    @Override
    public void hit(long hash, int node, long deadline) {
        target().hit(hash, node, deadline);
    }

    @Override
    public boolean isAlive(long offset) {
        return target().isAlive(offset);
    }
}
