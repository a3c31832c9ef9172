package dev.cleave.tiers.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Cleave's policy")
class CostBenefitPolicyTest {
    private static final TierCosts FAR = new TierCosts(1, 1000, 0, 0);

    private static List<TierCosts> tiers(long capacity) {
        return List.of(new TierCosts(capacity, 10, 0, 0), FAR);
    }

    /** Nanoseconds of some accesses; ids come one by one. */
    private static double nanos(PolicyKind kind, List<TierCosts> tiers, int accesses, Ids ids) {
        PolicyDriver driver = new PolicyDriver(kind.open(tiers), tiers);
        for (int access = 0; access < accesses; access++) {
            driver.access(ids.at(access), 100, false);
        }
        return driver.nanos;
    }

    @FunctionalInterface
    private interface Ids {
        long at(int access);
    }

    @Test
    @DisplayName("keeps a part of a loop that is larger than the tier, where LRU finds nothing near")
    void loop() {
        Ids ids = access -> access % 400;
        double own = nanos(PolicyKind.CLEAVE, tiers(20_000), 40_000, ids);
        double lru = nanos(PolicyKind.LRU, tiers(20_000), 40_000, ids);
        assertThat(own).isLessThan(0.4 * lru);
    }

    @Test
    @DisplayName("keeps a part of a loop that comes round seldom, nearly as if it knew the loop beforehand")
    void longLoop() {
        double own = nanos(PolicyKind.CLEAVE, tiers(20_000), 40_000, access -> access % 2000);
        double kept = 40_000 * 1000.0 - 19 * 200 * 990.0 + 200 * 1010.0;
        assertThat(own).isBetween(kept, 1.04 * kept);
    }

    @Test
    @DisplayName("learns within a few rounds which of several programs' loops to keep, before any other policy has")
    void programs() {
        long seed = 1;
        Random random = new Random(seed);
        int[] lengths = {200, 400, 800, 1600};
        int[] at = new int[lengths.length];
        long[] accesses = new long[20_000];
        int program = 0;
        for (int access = 0; access < accesses.length; access++) {
            program = random.nextInt(50) == 0 ? random.nextInt(lengths.length) : program;
            accesses[access] = program * 10_000L + at[program]++ % lengths[program];
        }
        Ids ids = access -> accesses[access];
        double own = nanos(PolicyKind.CLEAVE, tiers(150_000), accesses.length, ids);
        for (PolicyKind other : PolicyKind.values()) {
            if (other != PolicyKind.CLEAVE) {
                assertThat(own).as("seed %d, beside %s", seed, other.label())
                        .isLessThan(0.9 * nanos(other, tiers(150_000), accesses.length, ids));
            }
        }
    }

    @Test
    @DisplayName("moves next to nothing where everything is accessed once")
    void scan() {
        List<TierCosts> tiers = tiers(20_000);
        PolicyDriver driver = new PolicyDriver(PolicyKind.CLEAVE.open(tiers), tiers);
        for (long id = 0; id < 50_000; id++) {
            driver.access(id, 100, false);
        }
        assertThat(driver.moves).isLessThan(2500);
    }

    @Test
    @DisplayName("learns to bring at once what is accessed in bursts")
    void bursts() {
        Ids ids = access -> access / 8;
        double own = nanos(PolicyKind.CLEAVE, tiers(20_000), 80_000, ids);
        double lru = nanos(PolicyKind.LRU, tiers(20_000), 80_000, ids);
        assertThat(own).isLessThan(1.1 * lru);
    }

    @Test
    @DisplayName("does not bring what saves less than it costs to bring, however much room there is")
    void costs() {
        List<TierCosts> alike = List.of(new TierCosts(1 << 20, 999, 0, 0), FAR);
        PolicyDriver driver = new PolicyDriver(PolicyKind.CLEAVE.open(alike), alike);
        for (int access = 0; access < 1000; access++) {
            driver.access(access % 10, 100, false);
        }
        assertThat(driver.moves).isZero();
    }

    @Test
    @DisplayName("answers moves with what they save and cost, and says of an object why it lies where it does")
    void explains() {
        List<TierCosts> tiers = tiers(1000);
        PlacementPolicy policy = PolicyKind.CLEAVE.open(tiers);
        for (int access = 0; access < 50; access++) {
            policy.accessed(7, 100, false);
        }
        Move move = policy.nextMove(100).orElseThrow();
        assertThat(move.promotes()).isTrue();
        assertThat(move.savedNanos()).isGreaterThan(move.costNanos());
        assertThat(move.costNanos()).isEqualTo(1010);
        Standing standing = policy.standing(7, 100);
        assertThat(standing.savedNanos()).isGreaterThan(standing.costNanos());
        assertThat(standing.reason()).contains("accesses are expected", "would save", "costs 1010 ns, which pays");
        assertThat(policy.standing(8, 100).heat()).isZero();
    }

    @Test
    @DisplayName("keeps small objects rather than a large one that is accessed as often")
    void sizes() {
        long seed = 2;
        Random random = new Random(seed);
        List<TierCosts> tiers = tiers(1000);
        PolicyDriver driver = new PolicyDriver(PolicyKind.CLEAVE.open(tiers), tiers);
        for (int access = 0; access < 5000; access++) {
            long id = random.nextInt(11);
            driver.access(id, id == 10 ? 1000 : 100, false);
        }
        assertThat(driver.tierOf).as("seed %d", seed).containsEntry(10L, 1);
        assertThat(driver.used[0]).isGreaterThanOrEqualTo(900);
    }
}
