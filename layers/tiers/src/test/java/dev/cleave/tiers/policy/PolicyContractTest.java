package dev.cleave.tiers.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Every policy")
class PolicyContractTest {
    private static final List<TierCosts> THREE =
            List.of(new TierCosts(40_000, 100, 0.05, 0.05), new TierCosts(90_000, 2000, 0.3, 0.5),
                    new TierCosts(1, 50_000, 1, 1));

    @ParameterizedTest
    @EnumSource
    @DisplayName("keeps every tier within its capacity, over three tiers, with objects of all sizes that come and go")
    void keepsCapacities(PolicyKind kind) {
        long seed = 1;
        Random random = new Random(seed);
        PolicyDriver driver = new PolicyDriver(kind.open(THREE), THREE);
        for (int step = 0; step < 60_000; step++) {
            long id = (long) (1000 * Math.pow(random.nextDouble(), 2.5));
            long byteSize = driver.sizeOf.getOrDefault(id, 1 + (long) Math.exp(random.nextDouble() * 11));
            driver.access(id, byteSize, random.nextInt(4) == 0);
            assertThat(driver.used[0]).as("seed %d, step %d", seed, step).isBetween(0L, THREE.get(0).capacity());
            assertThat(driver.used[1]).as("seed %d, step %d", seed, step).isBetween(0L, THREE.get(1).capacity());
            if (step % 50 == 0) {
                driver.remove(random.nextInt(1000));
            }
        }
        assertThat(driver.used[0]).as("it is used").isPositive();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("answers the same to the same calls")
    void isDeterministic(PolicyKind kind) {
        assertThat(history(kind)).isEqualTo(history(kind)).isNotEmpty();
    }

    private static List<Long> history(PolicyKind kind) {
        Random random = new Random(5);
        PolicyDriver driver = new PolicyDriver(kind.open(THREE), THREE);
        List<Long> moves = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            driver.access((long) (300 * Math.pow(random.nextDouble(), 2)), 700, false);
            moves.add(driver.moves);
        }
        return moves;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("goes on when moves are refused, and when the store moves on its own")
    void livesWithRefusals(PolicyKind kind) {
        Random random = new Random(9);
        PlacementPolicy policy = kind.open(THREE);
        PolicyDriver driver = new PolicyDriver(policy, THREE);
        for (int step = 0; step < 20_000; step++) {
            long id = random.nextInt(200);
            policy.accessed(id, 900, false);
            driver.tierOf.putIfAbsent(id, 2);
            driver.sizeOf.putIfAbsent(id, 900L);
            for (Optional<Move> move = policy.nextMove(1000); move.isPresent(); move = policy.nextMove(1000)) {
                if (random.nextInt(3) == 0) {
                    policy.refused(move.get());
                } else {
                    driver.perform(move.get());
                }
            }
            if (step % 40 == 0) {
                policy.relieve(random.nextInt(2)).ifPresent(relief -> {
                    assertThat(relief.promotes()).isFalse();
                    driver.perform(relief);
                });
            }
        }
        assertThat(driver.moves).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("copies no more at once than it may, and never what is larger than a tier")
    void keepsTheBudget(PolicyKind kind) {
        PlacementPolicy policy = kind.open(THREE);
        for (int access = 0; access < 100; access++) {
            policy.accessed(1, 30_000, false);
            policy.accessed(2, 200_000, false);
        }
        assertThat(policy.nextMove(29_999)).isEmpty();
        Move move = policy.nextMove(30_000).orElseThrow();
        assertThat(move.id()).isEqualTo(1);
        policy.placed(1, 30_000, move.to(), true);
        assertThat(policy.nextMove(Long.MAX_VALUE)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("does nothing where an object is removed that it does not know, and says why an object lies where it does")
    void unknownObjects(PolicyKind kind) {
        PlacementPolicy policy = kind.open(THREE);
        policy.removed(4);
        assertThat(policy.nextMove(1000)).isEmpty();
        assertThat(policy.relieve(0)).isEmpty();
        assertThat(policy.standing(4, 100).reason()).isNotBlank();
        policy.placed(4, 100, 0, true);
        policy.accessed(4, 100, true);
        assertThat(policy.standing(4, 100).reason()).isNotBlank();
        assertThat(policy.relieve(0).orElseThrow().costNanos()).as("it was written, and has no copy below")
                .isPositive();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("lets an object leave for nothing where a copy below holds, and for its copy where it is new")
    void newObjectsHaveNoCopyBelow(PolicyKind kind) {
        PlacementPolicy policy = kind.open(THREE);
        policy.placed(4, 100, 0, false);
        assertThat(policy.relieve(0).orElseThrow().costNanos()).as("it is new, and has no copy below").isPositive();
        policy.placed(4, 100, 0, true);
        assertThat(policy.relieve(0).orElseThrow().costNanos()).as("it came from below").isZero();
        policy.accessed(4, 100, true);
        assertThat(policy.relieve(0).orElseThrow().costNanos()).as("it was written").isPositive();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("refuses tiers in the wrong order")
    void wrongOrder(PolicyKind kind) {
        assertThatIllegalArgumentException().isThrownBy(() -> kind.open(THREE.reversed()))
                .withMessageContaining("give the nearest first");
    }
}
