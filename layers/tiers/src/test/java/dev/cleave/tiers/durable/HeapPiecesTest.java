package dev.cleave.tiers.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The small parts that a heap keeps beside its file. */
@DisplayName("Beside its file a heap keeps")
class HeapPiecesTest {
    @Test
    @DisplayName("free slots, the one freed last first, each with its generation")
    void freeSlots() {
        FreeSlots free = new FreeSlots();
        for (int number = 1; number <= 3000; number++) {
            free.add(number, number % 7);
        }
        assertThat(free.count()).isEqualTo(3000);
        for (int number = 3000; number >= 1; number--) {
            long slot = free.take();
            assertThat((int) slot).isEqualTo(number);
            assertThat((int) (slot >>> Integer.SIZE)).isEqualTo(number % 7);
        }
        assertThat(free.take()).isEqualTo(-1);
    }

    @Test
    @DisplayName("claims: one transaction has an object, as often as it likes, until it lets go")
    void claims() {
        Claims claims = new Claims();
        Object first = new Object();
        Object second = new Object();
        claims.claim(5L, first, "five");
        claims.claim(5L, first, "five");
        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> claims.claim(5L, second, "five"))
                .withMessage("five is in the hands of another transaction: go on without it, or end this transaction"
                        + " and begin again");
        claims.release(5L);
        claims.claim(5L, second, "five");
    }

    @Test
    @DisplayName("roots, and how many of them name an object")
    void roots() {
        Roots roots = new Roots();
        roots.put("a", new Roots.Root(1, 100));
        roots.put("b", new Roots.Root(2, 100));
        roots.put("b", new Roots.Root(2, 200));
        roots.put("c", new Roots.Root(3, 100));
        assertThat(roots.naming(100)).isEqualTo(2);
        assertThat(roots.naming(200)).isEqualTo(1);
        roots.remove("a");
        roots.remove("a");
        roots.remove("c");
        assertThat(roots.naming(100)).isZero();
        assertThat(roots.all()).containsExactly(Map.entry("b", 200L));
        Roots opened = new Roots();
        opened.open(9, Roots.bytesOf("größe", 42));
        assertThat(opened.get("größe")).isEqualTo(new Roots.Root(9, 42));
        assertThatIllegalArgumentException().isThrownBy(() -> Roots.bytesOf("", 1))
                .withMessage("a root's name of 0 bytes in UTF-8: 1 to 255 are possible");
        assertThatIllegalArgumentException().isThrownBy(() -> Roots.bytesOf("x".repeat(256), 1));
    }

    @Test
    @DisplayName("locks: readers share one, a commit waits for them and keeps others out of its own alone")
    void locks() throws Exception {
        ObjectLocks locks = new ObjectLocks();
        long one = locks.lockShared(3);
        long two = locks.lockShared(67);
        CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> locks.lock(ObjectLocks.bitOf(3)));
        assertThat(commit).isNotDone();
        locks.unlockShared(3, one);
        locks.unlockShared(67, two);
        commit.get(5, TimeUnit.MINUTES);
        long other = locks.lockShared(4);
        locks.unlockShared(4, other);
        CompletableFuture<Long> reader = CompletableFuture.supplyAsync(() -> locks.lockShared(3));
        assertThat(reader).isNotDone();
        locks.unlock(ObjectLocks.bitOf(3));
        locks.unlockShared(3, reader.get(5, TimeUnit.MINUTES));
    }

    @Test
    @DisplayName("its life: open, failed with the first cause, closed once")
    void life() {
        HeapLife life = new HeapLife("h");
        life.requireOpen();
        assertThat(life.isOpen()).isTrue();
        life.fail(new IllegalStateException("the disk is gone"));
        life.fail(new IllegalStateException("later"));
        assertThatExceptionOfType(DurableHeapException.class).isThrownBy(life::requireOpen)
                .withMessage("heap h has failed (the disk is gone): close it and open it again, which brings back all"
                        + " that was committed");
        assertThat(life.hasFailed()).isTrue();
        HeapLife other = new HeapLife("h");
        assertThat(other.close()).isTrue();
        assertThat(other.close()).isFalse();
        assertThatExceptionOfType(DurableHeapException.class).isThrownBy(other::requireOpen)
                .withMessage("heap h is closed: open it again");
    }

    @Test
    @DisplayName("settings: each within its bounds, and none that a file does not have")
    void settings() {
        DurableSettings usual = DurableSettings.usual();
        assertThatIllegalArgumentException().isThrownBy(() -> usual.withCapacity(-1))
                .withMessage("a capacity of -1 bytes: 65536 to 70368744177664 are possible");
        assertThatIllegalArgumentException().isThrownBy(() -> usual.withUnit(96))
                .withMessage("a unit of 96 bytes: it must be a power of two");
        assertThatIllegalArgumentException().isThrownBy(() -> usual.withGrowthStep(1));
        assertThatIllegalArgumentException().isThrownBy(() -> usual.withLogBytes(1));
        assertThatIllegalArgumentException().isThrownBy(() -> usual.withCapacity(1L << 45).withUnit(64).layout())
                .withMessageContaining("a capacity of 35184372088832 bytes in units of 64: ");
        Layout layout = usual.withCapacity(100_000).layout();
        assertThat(layout.capacity()).isEqualTo(102_400);
        assertThatIllegalArgumentException().isThrownBy(() -> usual.withCapacity(65_536).layout("f", layout))
                .withMessageContaining("f has a capacity of 102400 bytes, which 65536 are less than");
        assertThatIllegalArgumentException().isThrownBy(() -> usual.withUnit(64).layout("f", layout))
                .withMessage("f has a unit of 512 bytes for life, and not of 64: ask for 0, to take it as it is");
        assertThat(usual.withCapacity(1 << 20).layout("f", layout).capacity()).isEqualTo(1 << 20);
        assertThat(usual.layout("f", layout)).isEqualTo(layout);
    }
}
