package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.gpu.VictimChoice.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The choice of the blocks to empty")
class VictimChoiceTest {
    private static final double ANY = 0;
    private static final double TWICE = 2;

    private static VictimChoice<String> choice(double leastFreed, List<Candidate<String>> blocks) {
        return new VictimChoice<>(blocks, 0, blocks.size(), leastFreed);
    }

    private static Candidate<String> block(String name, long used, long free) {
        return new Candidate<>(used, free, false, name);
    }

    @Test
    @DisplayName("takes the one with the least in it, for which the others have room")
    void takesTheEmptiest() {
        VictimChoice<String> choice =
                choice(1, List.of(block("a", 80, 20), block("b", 30, 70), block("c", 60, 40)));
        assertThat(choice.victims()).containsExactly("b");
        assertThat(choice.targets()).as("the fullest first, victims last").containsExactly("a", "c", "b");
    }

    @Test
    @DisplayName("takes a large block that frees more than the small ones together")
    void takesTheLargeSparseOne() {
        assertThat(
                choice(1, List.of(block("emptiest", 4, 28), block("large", 24, 104), block("full", 60, 4))).victims())
                .as("there is room for 136 bytes, both have 160").containsExactly("large");
        assertThat(choice(ANY, List.of(block("small", 1, 31), block("large", 40, 88), block("half", 32, 32))).victims())
                .as("there is room for 151").containsExactly("large");
    }

    @Test
    @DisplayName("takes none where the others have no room, or it took in what was moved before, or is promised")
    void isNone() {
        assertThat(choice(ANY, List.of(block("a", 80, 20), block("b", 70, 30))).victims()).isEmpty();
        assertThat(
                choice(ANY, List.of(new Candidate<>(10, 90, true, "a"), new Candidate<>(10, 90, true, "b"))).victims())
                .isEmpty();
        assertThat(choice(ANY, List.of()).victims()).isEmpty();
        List<Candidate<String>> both = List.of(block("a", 10, 90), block("b", 50, 50));
        assertThat(new VictimChoice<>(both, 40, 2, ANY).victims()).containsExactly("a");
        assertThat(new VictimChoice<>(both, 41, 2, ANY).victims()).isEmpty();
        assertThat(new VictimChoice<>(both, 0, 0, ANY).victims()).as("the pool keeps both").isEmpty();
    }

    @Test
    @DisplayName("leaves alone what does not free enough for what is copied")
    void leavesWhatDoesNotPay() {
        Candidate<String> half = block("half", 50, 50);
        Candidate<String> sparse = block("sparse", 49, 51);
        assertThat(choice(TWICE, List.of(half, half)).victims()).isEmpty();
        assertThat(choice(TWICE, List.of(sparse, half)).victims()).containsExactly("sparse");
        assertThat(choice(ANY, List.of(half, half)).victims()).hasSize(1);
    }

    @Test
    @DisplayName("takes the cheap ones by themselves, before any that copies more")
    void cheapFirst() {
        assertThat(choice(1, List.of(block("cheap", 5, 95), block("half", 50, 50), block("more", 55, 45))).victims())
                .containsExactly("cheap");
    }

    @Test
    @DisplayName("may take an empty one, though it is the only one")
    void mayBeEmpty() {
        assertThat(choice(TWICE, List.of(block("a", 0, 100))).victims()).containsExactly("a");
    }

    @Test
    @DisplayName("never takes more than the others have room for, and gains no less than emptiest first")
    void roomIsKept() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<Candidate<Integer>> blocks = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(12); i++) {
                long size = 32L << random.nextInt(4);
                long used = random.nextLong(size + 1);
                blocks.add(new Candidate<>(used, size - used, random.nextInt(5) == 0, i));
            }
            VictimChoice<Integer> choice = new VictimChoice<>(blocks, 0, blocks.size(), ANY);
            List<Integer> victims = choice.victims();
            long free = blocks.stream().mapToLong(Candidate::freeBytes).sum();
            assertThat(sizeOf(victims, blocks)).as("seed %d", seed).isLessThanOrEqualTo(free);
            assertThat(victims).as("seed %d", seed).noneMatch(each -> blocks.get(each).stays()).doesNotHaveDuplicates();
            assertThat(choice.targets()).as("seed %d", seed).hasSameSizeAs(blocks).endsWith(
                    victims.reversed().toArray(Integer[]::new));
            assertThat(sizeOf(victims, blocks)).as("seed %d", seed)
                    .isGreaterThanOrEqualTo(sizeOf(emptiestFirst(blocks, free), blocks));
        }
    }

    private static List<Integer> emptiestFirst(List<Candidate<Integer>> blocks, long room) {
        List<Integer> taken = new ArrayList<>();
        blocks.stream()
                .filter(each -> !each.stays())
                .sorted((a, b) -> Long.compare(
                        a.usedBytes() * (b.usedBytes() + b.freeBytes()),
                        b.usedBytes() * (a.usedBytes() + a.freeBytes())))
                .takeWhile(each -> {
                    taken.add(each.block());
                    return sizeOf(taken, blocks) <= room;
                })
                .forEach(each -> {});
        return sizeOf(taken, blocks) <= room ? taken : taken.subList(0, taken.size() - 1);
    }

    private static long sizeOf(List<Integer> which, List<Candidate<Integer>> blocks) {
        return which.stream().map(blocks::get).mapToLong(each -> each.usedBytes() + each.freeBytes()).sum();
    }
}
