package dev.cleave.tiers;

import dev.cleave.tiers.ObjectMoves.BegunMove;
import dev.cleave.tiers.policy.Move;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Objects that leave for one remote tier together, as many are written there in the time of one.
 * Whoever reads them reads them where they are until all are written; whoever writes one cancels its
 * move alone. For one thread.
 */
final class DemotionBatch {
    private static final System.Logger LOG = System.getLogger("dev.cleave.tiers");

    /** Where so many fail alone, and none before was written, the tier fails. */
    private static final int TRIED_ALONE = 2;

    private final ObjectMoves moves;
    private final TierStack tiers;
    private final List<Member> members = new ArrayList<>();

    /** An object that leaves; its move may be over already. */
    private record Member(Move move, BegunMove begun) {}

    DemotionBatch(ObjectMoves moves, TierStack tiers) {
        this.moves = moves;
        this.tiers = tiers;
    }

    /**
     * Begins a move to a remote tier, the same for all.
     *
     * @throws TierFailedException where the tier has no place for it now; it is as it was, and no member
     */
    void add(Move move) {
        members.add(new Member(move, moves.begin(move.id(), move.to())));
    }

    /** Writes all, and ends their moves: says what became of each. */
    void run(BiConsumer<Move, Outcome> became) {
        List<Member> open = members.stream().filter(each -> each.begun().isOpen()).toList();
        boolean[] written = new boolean[open.size()];
        try {
            write(open, written);
        } finally {
            for (int each = 0; each < written.length; each++) {
                open.get(each).begun().end(written[each]);
            }
        }
        members.forEach(each -> became.accept(each.move(), each.begun().outcome()));
    }

    private void write(List<Member> open, boolean[] written) {
        if (open.isEmpty()) {
            return;
        }
        try {
            tiers.copyAll(open.stream().map(each -> each.begun().copy()).toList());
            Arrays.fill(written, true);
        } catch (TierFailedException failure) {
            writeEach(open, written);
        }
    }

    /**
     * One after the other, so that one which cannot be written fails alone. Where the first two cannot
     * be, it is the tier that fails: the rest is not tried, as each may take a server's time-out.
     */
    private void writeEach(List<Member> open, boolean[] written) {
        boolean any = false;
        for (int each = 0; each < written.length && (any || each < TRIED_ALONE); each++) {
            try {
                tiers.copyAll(List.of(open.get(each).begun().copy()));
                written[each] = true;
                any = true;
            } catch (TierFailedException failure) {
                LOG.log(System.Logger.Level.WARNING,
                        "object 0x" + Long.toHexString(open.get(each).move().id()) + " was not moved", failure);
            }
        }
    }
}
