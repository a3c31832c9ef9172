package dev.cleave.tiers;

import dev.cleave.tiers.policy.Move;
import dev.cleave.tiers.policy.PlacementPolicy;
import dev.cleave.tiers.policy.Standing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Asks for the moves that a test tells it, and remembers what it was told. */
final class ScriptedPolicy implements PlacementPolicy {
    final Deque<Move> wanted = new ConcurrentLinkedDeque<>();
    final Deque<Move> leavers = new ArrayDeque<>();
    final List<Move> refused = new ArrayList<>();
    final Map<Long, Integer> tiers = new HashMap<>();

    /** Those of which a tier below has a copy that holds, as it was told. */
    final Set<Long> clean = new HashSet<>();

    final List<Long> reads = new ArrayList<>();
    final List<Long> writes = new ArrayList<>();

    /** Asks for a move of an object, when it is asked what should move. */
    void want(long handle, long byteSize, int from, int to) {
        wanted.add(move(handle, byteSize, from, to));
    }

    /** Names an object that should leave its tier, when room is needed there. */
    void leaves(long handle, long byteSize, int from, int to) {
        leavers.add(move(handle, byteSize, from, to));
    }

    private static Move move(long handle, long byteSize, int from, int to) {
        return new Move(handle, byteSize, from, to, 1000, 100);
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public void placed(long id, long byteSize, int tier, boolean isClean) {
        tiers.put(id, tier);
        boolean unused = isClean ? clean.add(id) : clean.remove(id);
    }

    @Override
    public void accessed(long id, long byteSize, boolean write) {
        (write ? writes : reads).add(id);
    }

    @Override
    public void removed(long id) {
        tiers.remove(id);
    }

    @Override
    public Optional<Move> nextMove(long mostBytes) {
        Move next = wanted.peek();
        return next == null || next.byteSize() > mostBytes ? Optional.empty() : Optional.of(wanted.remove());
    }

    @Override
    public Optional<Move> relieve(int tier) {
        Optional<Move> next = leavers.stream().filter(move -> move.from() == tier).findFirst();
        next.ifPresent(leavers::remove);
        return next;
    }

    @Override
    public void refused(Move move) {
        refused.add(move);
    }

    @Override
    public Standing standing(long id, long byteSize) {
        return new Standing(3, 1000, 100, "as the script says");
    }
}
