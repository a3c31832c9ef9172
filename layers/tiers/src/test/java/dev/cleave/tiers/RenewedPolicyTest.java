package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.tiers.policy.Move;
import dev.cleave.tiers.policy.PlacementPolicy;
import dev.cleave.tiers.policy.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A policy in which the Java heap was full")
class RenewedPolicyTest {
    private static final Move MOVE = new Move(1, 10, 0, 1, 1, 1);

    /** Says in one list what all that were opened were told, and is full when it is told to be. */
    private final class Told implements PlacementPolicy {
        private final int number = ++opened;

        private void tell(String what) {
            if (full) {
                throw new OutOfMemoryError("full");
            }
            told.add(number + " " + what);
        }

        @Override
        public String name() {
            return "told";
        }

        @Override
        public void placed(long id, long byteSize, int tier, boolean clean) {
            tell("placed " + id);
        }

        @Override
        public void accessed(long id, long byteSize, boolean write) {
            tell("accessed " + id);
        }

        @Override
        public void removed(long id) {
            tell("removed " + id);
        }

        @Override
        public Optional<Move> nextMove(long mostBytes) {
            tell("next");
            return Optional.of(MOVE);
        }

        @Override
        public Optional<Move> relieve(int tier) {
            tell("relieve");
            return Optional.of(MOVE);
        }

        @Override
        public void refused(Move move) {
            tell("refused " + move.id());
        }

        @Override
        public Standing standing(long id, long byteSize) {
            tell("standing " + id);
            return new Standing(0, 0, 0, "told");
        }
    }

    private final List<String> told = new ArrayList<>();
    private boolean full;
    private int opened;
    private final RenewedPolicy policy = new RenewedPolicy(Told::new);

    private void renew() {
        policy.renew(visitor -> List.of(7L, 8L).forEach(visitor::accept), this::place);
    }

    private void place(long id) {
        policy.placed(id, 10, 0, false);
    }

    @Test
    @DisplayName("gives way to another, which is told of all objects")
    void another() {
        policy.placed(7, 10, 0, false);
        full = true;
        assertThatThrownBy(() -> policy.placed(8, 10, 0, false)).isInstanceOf(OutOfMemoryError.class);
        full = false;

        renew();

        assertThat(told).containsExactly("1 placed 7", "2 placed 7", "2 placed 8");
        assertThat(policy.nextMove(1)).contains(MOVE);
    }

    @Test
    @DisplayName("stays while nothing of the kind happened")
    void stays() {
        renew();

        assertThat(opened).isEqualTo(1);
        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName("is told nothing, and asked for no move, until the other begins: whichever call it was full in")
    void nothingMeanwhile() {
        List<Runnable> calls = List.of(() -> policy.placed(1, 10, 0, false), () -> policy.accessed(1, 10, true),
                () -> policy.removed(1), () -> policy.nextMove(1), () -> policy.relieve(0),
                () -> policy.refused(MOVE), () -> policy.standing(1, 10));
        for (Runnable call : calls) {
            full = true;
            assertThatThrownBy(call::run).isInstanceOf(OutOfMemoryError.class);
            full = false;
            calls.subList(0, 3).forEach(Runnable::run);
            policy.refused(MOVE);

            assertThat(told).isEmpty();
            assertThat(policy.nextMove(1)).isEmpty();
            assertThat(policy.relieve(0)).isEmpty();

            policy.renew(visitor -> {}, this::place);
        }
        assertThat(opened).isEqualTo(1 + calls.size());
    }

    @Test
    @DisplayName("is due to give way again where the other was full before it was told of all")
    void dueAgain() {
        full = true;
        assertThatThrownBy(() -> policy.removed(1)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(this::renew).isInstanceOf(OutOfMemoryError.class);
        full = false;
        assertThatThrownBy(() -> policy.renew(visitor -> {
            throw new OutOfMemoryError("full");
        }, this::place)).isInstanceOf(OutOfMemoryError.class);

        renew();

        assertThat(told).containsExactly("4 placed 7", "4 placed 8");
    }
}
