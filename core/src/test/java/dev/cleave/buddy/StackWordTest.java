package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackWordTest {
    private static final long OWNER = 12_345_678_901L;

    @Test
    void aWordIsBornFreeAndEmpty() {
        assertThat(StackWord.isFree(0)).isTrue();
        assertThat(StackWord.isBiased(0)).isFalse();
        assertThat(StackWord.count(0)).isZero();
        assertThat(StackWord.epoch(0)).isZero();
    }

    @Test
    void whoeverHoldsASharedStackTakesItAwayFromAllOthers() {
        long word = StackWord.released(0, 31);
        long held = StackWord.held(word);
        assertThat(StackWord.isFree(held)).isFalse();
        assertThat(StackWord.isBiased(held)).isFalse();
        assertThat(StackWord.count(held)).isZero();
        assertThat(StackWord.released(word, 30)).isEqualTo(30);
    }

    @Test
    void eachReleaseIsAnotherTurnThanTheOneBefore() {
        long first = StackWord.released(0, 5);
        long second = StackWord.released(first, 5);
        assertThat(StackWord.isSameTurn(0, first)).isFalse();
        assertThat(StackWord.isSameTurn(first, second)).isFalse();
        assertThat(StackWord.isSameTurn(StackWord.nextTurn(first), second)).isTrue();
        assertThat(StackWord.count(second)).isEqualTo(5);
    }

    @Test
    void aBiasKeepsTheCountAndTheTurnAndIsOfTheNextEpoch() {
        long word = StackWord.released(0, 7);
        long biased = StackWord.biased(word, OWNER, 2);
        assertThat(StackWord.owner(biased)).isEqualTo(OWNER);
        assertThat(StackWord.slot(biased)).isEqualTo(2);
        assertThat(StackWord.epoch(biased)).isEqualTo(1);
        assertThat(StackWord.count(biased)).isEqualTo(7);
        assertThat(StackWord.isSameTurn(biased, word)).isTrue();
        assertThat(StackWord.isFree(biased)).isFalse();
        assertThat(biased).isPositive();

        long shared = StackWord.shared(biased);
        assertThat(StackWord.isFree(shared)).isTrue();
        assertThat(StackWord.epoch(shared)).isEqualTo(1);
        assertThat(StackWord.count(shared)).isEqualTo(7);
        assertThat(StackWord.epoch(StackWord.biased(shared, OWNER, 0))).isEqualTo(2);
    }

    @Test
    void aThreadWhoseIdIsTooLongAndAStackOfTooManyEpochsHaveNoBias() {
        assertThat(StackWord.canBias(0, 1)).isTrue();
        assertThat(StackWord.canBias(0, 1L << 50)).isFalse();
        long word = 0;
        for (long epoch = 1; epoch <= StackWord.LAST_EPOCH; epoch++) {
            assertThat(StackWord.canBias(word, OWNER)).isTrue();
            word = StackWord.shared(StackWord.biased(word, OWNER, 1));
            assertThat(StackWord.epoch(word)).isEqualTo(epoch);
        }
        assertThat(StackWord.canBias(word, OWNER)).isFalse();
        assertThat(StackWord.isFree(word)).isTrue();
    }
}
