package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A seal of pages")
class PageSealTest {
    private final byte[] plain = SmallPool.content(SlabShape.PAGE_BYTES, 3);
    private final byte[] sealed = new byte[PageSeal.SEALED_BYTES];
    private final byte[] opened = new byte[SlabShape.PAGE_BYTES];
    private final PageSeal seal = new PageSeal(SmallPool.key());

    @Test
    @DisplayName("opens what it sealed, under the same number and version alone")
    void opens() throws GeneralSecurityException {
        seal.seal(5, 9, plain, sealed);
        seal.open(5, 9, sealed, opened);
        assertThat(opened).isEqualTo(plain);
        assertThatThrownBy(() -> seal.open(6, 9, sealed, opened)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> seal.open(5, 8, sealed, opened)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    @DisplayName("opens nothing of which one bit is another, wherever it is")
    void eachBitCounts() {
        seal.seal(5, 9, plain, sealed);
        for (int at = 0; at < sealed.length; at += 37) {
            byte[] altered = sealed.clone();
            altered[at] ^= (byte) (1 << at % Byte.SIZE);
            assertThatThrownBy(() -> seal.open(5, 9, altered, opened)).isInstanceOf(GeneralSecurityException.class);
        }
    }

    @Test
    @DisplayName("of another pool opens nothing, though the user's key is the same; and the same page looks otherwise")
    void eachLifeHasItsKey() {
        PageSeal other = new PageSeal(SmallPool.key());
        byte[] otherSealed = new byte[PageSeal.SEALED_BYTES];
        seal.seal(5, 9, plain, sealed);
        other.seal(5, 9, plain, otherSealed);
        assertThat(otherSealed).isNotEqualTo(sealed);
        assertThatThrownBy(() -> other.open(5, 9, sealed, opened)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    @DisplayName("looks otherwise with each version, and shows nothing of the page")
    void versionsDiffer() {
        byte[] later = new byte[PageSeal.SEALED_BYTES];
        seal.seal(5, 9, plain, sealed);
        seal.seal(5, 10, plain, later);
        int same = 0;
        for (int at = 0; at < SlabShape.PAGE_BYTES; at++) {
            same += sealed[at] == later[at] ? 1 : 0;
        }
        assertThat(same).as("bytes that are the same by chance, of 4096").isLessThan(60);
    }

    @Test
    @DisplayName("asks for a key of 32 bytes, and overwrites it")
    void keys() {
        byte[] given = SmallPool.key();
        PageSeal unused = new PageSeal(PageSeal.ask(() -> given));
        assertThat(given).containsOnly(0);
        byte[] wrong = new byte[31];
        Arrays.fill(wrong, (byte) 1);
        assertThatThrownBy(() -> PageSeal.ask(() -> wrong)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key of 31 bytes: must be 32");
        assertThat(wrong).containsOnly(0);
        assertThatThrownBy(() -> PageSeal.ask(() -> {
            throw new IllegalArgumentException("gone");
        })).isInstanceOf(IllegalStateException.class).hasMessage("the key cannot be had: gone");
    }
}
