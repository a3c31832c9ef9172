package dev.cleave.tiers;

import dev.cleave.tiers.ObjectMoves.BegunMove;
import dev.cleave.tiers.policy.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Objects that leave for one remote tier together, as many are written there in the time of one.
 * Whoever reads them reads them where they are until all are written; whoever writes one cancels
 * its move alone. For one thread.
 */
final class DemotionBatch {
    private static final System.Logger LOG = System.getLogger("dev.cleave.tiers");

    /** Where so many fail alone, and none before was written, the tier fails. */
    private static final int TRIED_ALONE = 2;

    private final ObjectMoves moves;
    private final TierStack tiers;
    private final List<Member> members = new ArrayList<>();

    /** An object that leaves; its move may be over already. */
    private static final class Member {
        private final Move move;
        private @Nullable BegunMove begun;
        private boolean written;

        Member(Move move) {
            this.move = move;
        }

        boolean isOpen() {
            return begun != null && begun.isOpen();
        }

        BegunMove begun() {
            return Objects.requireNonNull(begun, "a member whose move never began");
        }
    }

    DemotionBatch(ObjectMoves moves, TierStack tiers) {
        this.moves = moves;
        this.tiers = tiers;
    }

    /**
     * Begins a move to a remote tier, the same for all.
     *
     * @throws TierFailedException where the tier has no place for it now; it is as it was, and no
     *     member
     */
    void add(Move move) {
        Member member = new Member(move);
        members.add(member);
        boolean had = false;
        try {
            member.begun = moves.begin(move.id(), move.to());
            had = true;
        } finally {
            if (!had) {
                members.removeLast();
            }
        }
    }

    /** Writes all, and ends their moves, whatever fails: says what became of each. */
    void run(BiConsumer<Move, Outcome> became) {
        try {
            write(members.stream().filter(Member::isOpen).toList());
        } finally {
            endFrom(0);
        }
        members.forEach(each -> became.accept(each.move, each.begun().outcome()));
    }

    /** Each, though another before it fails to; they are few. */
    private void endFrom(int first) {
        if (first < members.size()) {
            try {
                Member member = members.get(first);
                if (member.isOpen()) {
                    member.begun().end(member.written);
                }
            } finally {
                endFrom(first + 1);
            }
        }
    }

    private void write(List<Member> open) {
        if (open.isEmpty()) {
            return;
        }
        try {
            tiers.copyAll(open.stream().map(each -> each.begun().copy()).toList());
            open.forEach(each -> each.written = true);
        } catch (TierFailedException failure) {
            writeEach(open);
        }
    }

    /**
     * One after the other, so that one which cannot be written fails alone. Where the first two
     * cannot be, it is the tier that fails: the rest is not tried, as each may take a server's
     * time-out.
     */
    private void writeEach(List<Member> open) {
        boolean any = false;
        for (int each = 0; each < open.size() && (any || each < TRIED_ALONE); each++) {
            try {
                tiers.copyAll(List.of(open.get(each).begun().copy()));
                open.get(each).written = true;
                any = true;
            } catch (TierFailedException failure) {
                LOG.log(System.Logger.Level.WARNING,
                        "object 0x" + Long.toHexString(open.get(each).move.id()) + " was not moved", failure);
            }
        }
    }
}
