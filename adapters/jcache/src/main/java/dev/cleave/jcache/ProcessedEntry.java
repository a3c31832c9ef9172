package dev.cleave.jcache;

import java.util.Objects;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/**
 * The entry that a processor sees: what it does is done when it has returned, and not at all where
 * it throws.
 */
final class ProcessedEntry<K, V> implements MutableEntry<K, V> {
    /** What is to be done. */
    private enum Outcome {
        NOTHING, READ, LOADED, SET, REMOVED
    }

    private final Turn<K, V> turn;
    private final EntryActions<K, V> actions;
    private final Backing<K, V> backing;
    private final @Nullable Found<V> found;
    private Outcome outcome = Outcome.NOTHING;
    private @Nullable V value;

    /** Whether the processor has changed it: then nothing is loaded any more. */
    private boolean changed;

    ProcessedEntry(Turn<K, V> turn, EntryActions<K, V> actions, Backing<K, V> backing) {
        this.turn = turn;
        this.actions = actions;
        this.backing = backing;
        found = actions.lookUp(turn);
        value = found == null ? null : found.value();
    }

    /**
     * Lets a processor work, and does what it did.
     *
     * @throws EntryProcessorException where it throws
     */
    <T> @Nullable T process(EntryProcessor<K, V, T> processor, Object... arguments) {
        T result;
        try {
            result = processor.process(this, arguments);
        } catch (EntryProcessorException known) {
            throw known;
        } catch (RuntimeException failed) {
            throw new EntryProcessorException("an entry processor failed: " + failed.getMessage(), failed);
        }
        apply();
        return result;
    }

    private void apply() {
        switch (outcome) {
            case READ -> {
                if (found != null) {
                    actions.touch(turn, found);
                }
            }
            case LOADED -> actions.putLoaded(turn, Objects.requireNonNull(value), true);
            case SET -> actions.put(turn, Objects.requireNonNull(value));
            case REMOVED -> {
                boolean unused = actions.remove(turn);
            }
            case NOTHING -> {
                // it only looked whether there is one
            }
        }
    }

    @Override
    public K getKey() {
        return turn.key();
    }

    @Override
    public boolean exists() {
        return value != null;
    }

    @Override
    public @Nullable V getValue() {
        if (changed || outcome != Outcome.NOTHING) {
            return value;
        }
        if (found != null) {
            outcome = Outcome.READ;
        } else {
            value = backing.load(turn.key());
            outcome = value == null ? Outcome.NOTHING : Outcome.LOADED;
        }
        return value;
    }

    @Override
    public void setValue(V newValue) {
        value = Objects.requireNonNull(newValue, "value");
        outcome = Outcome.SET;
        changed = true;
    }

    /** Of what the processor itself has set, or caused to load, nothing is left to remove. */
    @Override
    public void remove() {
        boolean itsOwn = found == null && (outcome == Outcome.SET || outcome == Outcome.LOADED);
        value = null;
        outcome = itsOwn ? Outcome.NOTHING : Outcome.REMOVED;
        changed = true;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return Unwrapping.unwrap(type, this);
    }
}
