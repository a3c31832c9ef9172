package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockCodeTest {
    @Test
    void everyLengthBelowAWordAndEveryOrderHasACodeOfItsOwn() {
        Set<Byte> codes = new HashSet<>(Set.of(BlockCode.BLANK, BlockCode.FREED, BlockCode.CLAIMED, BlockCode.LONG));
        for (int order = 0; order <= 34; order++) {
            byte code = BlockCode.ofOrder(order);
            assertThat(codes.add(code)).isTrue();
            assertThat(BlockCode.isBlock(code)).isTrue();
            assertThat(BlockCode.isOrder(code)).isTrue();
            assertThat(BlockCode.order(code)).isEqualTo(order);
            assertThat(BlockCode.units(code)).isEqualTo(1L << order);
        }
        for (int units = 3; units < 64; units++) {
            if (Integer.bitCount(units) > 1) {
                byte code = BlockCode.ofExact(units);
                assertThat(codes.add(code)).isTrue();
                assertThat(BlockCode.isBlock(code)).isTrue();
                assertThat(BlockCode.isOrder(code)).isFalse();
                assertThat(BlockCode.units(code)).isEqualTo(units);
            }
        }
    }

    @Test
    void blankAndFreedAndDigitsAreNoBlocks() {
        assertThat(BlockCode.isBlock(BlockCode.BLANK)).isFalse();
        assertThat(BlockCode.isBlock(BlockCode.FREED)).isFalse();
        assertThat(BlockCode.isBlock(BlockCode.LONG)).isTrue();
        for (int value = 0; value < 128; value++) {
            byte digit = BlockCode.ofDigit(value, 0);
            assertThat(BlockCode.isDigit(digit)).isTrue();
            assertThat(BlockCode.isBlock(digit)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {65, 127, 128, 4095, 4097, 262_145, (1L << 33) + 1, BuddySpace.MAX_UNITS - 1})
    void aLongLengthComesBackFromItsDigits(long units) {
        long read = 0;
        for (int digit = 0; digit < BlockCode.DIGITS; digit++) {
            read |= BlockCode.digitValue(BlockCode.ofDigit(units, digit), digit);
        }
        assertThat(read).isEqualTo(units);
    }
}
