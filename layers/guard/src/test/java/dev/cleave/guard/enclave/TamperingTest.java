package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tampering with pages outside")
class TamperingTest {
    private static final long SEED = 17;
    private static final int TAMPERINGS = 10_000;
    private static final int OBJECTS = 400;

    private final SplittableRandom random = new SplittableRandom(SEED);

    /** A page for each object, so that the object's page is its address's. */
    private static long[] wholePages(SmallPool small) {
        long[] addresses = new long[OBJECTS];
        for (int each = 0; each < OBJECTS; each++) {
            addresses[each] = small.filled(SlabShape.PAGE_BYTES, each);
        }
        return addresses;
    }

    private static long page(long address) {
        return address / SlabShape.PAGE_BYTES;
    }

    @Test
    @DisplayName("is found out each of " + TAMPERINGS + " times: bits flipped, pages swapped, put back, cut, lost;"
            + " and what is put right again can be read; seed " + SEED)
    void allAreDetected() {
        try (SmallPool small = new SmallPool()) {
            long[] addresses = wholePages(small);
            byte[][] older = new byte[OBJECTS][];
            int detected = 0;
            int[] kinds = new int[5];
            for (int round = 0; detected < TAMPERINGS; round++) {
                int victim = round % OBJECTS; // read longest ago, so that its page is outside
                MemorySegment sealed = small.sealed(page(addresses[victim]));
                byte[] right = sealed.toArray(ValueLayout.JAVA_BYTE);
                int kind = (round + round / OBJECTS) % kinds.length;
                if (!tamper(kind, small, sealed, victim, addresses, older)) {
                    older[victim] = right;
                    small.read(addresses[victim]);
                    continue;
                }
                assertThatThrownBy(() -> small.read(addresses[victim])).isInstanceOf(TamperedPageException.class)
                        .hasMessageStartingWith("page " + page(addresses[victim]) + ": it was altered, swapped");
                detected++;
                kinds[kind]++;
                sealed.copyFrom(MemorySegment.ofArray(right));
                older[victim] = right;
                assertThat(small.read(addresses[victim])).isEqualTo(SmallPool.content(SlabShape.PAGE_BYTES, victim));
            }
            assertThat(detected).isEqualTo(TAMPERINGS);
            assertThat(small.pool.usage().tamperedPages()).isEqualTo(TAMPERINGS);
            for (int count : kinds) {
                assertThat(count).isGreaterThan(TAMPERINGS / 10);
            }
        }
    }

    @Test
    @DisplayName("with versions of pages is found out too, for each page behind them")
    void versionsArePages() {
        try (SmallPool small = new SmallPool()) {
            long[] addresses = wholePages(small);
            long leaf = SmallPool.CAPACITY / SlabShape.PAGE_BYTES + 1;
            List<Long> behind = new ArrayList<>();
            while (behind.size() < OBJECTS) {
                behind.add(small.pool.allocate(SlabShape.PAGE_BYTES)); // under the next leaf, in the end
            }
            for (int round = 0; round < 3; round++) {
                behind.forEach(each -> small.pool.write(each, 0, MemorySegment.ofArray(new byte[1])));
                behind.subList(0, Math.min(behind.size(), round == 0 ? 150 : 0)).clear();
            }
            assertThat(small.pool.usage().versionPages()).as("the first leaf left").isEqualTo(1);
            small.sealed(leaf).asSlice(40, 1).fill((byte) 99);
            for (long each : addresses) {
                assertThatThrownBy(() -> small.read(each)).isInstanceOf(TamperedPageException.class)
                        .hasMessageStartingWith("the page of versions of pages 0 to 511: it was altered");
            }
            small.pool.free(addresses[0]);
            assertThat(small.pool.usage().lostPages()).as("nobody knows its version").isEqualTo(1);
        }
    }

    @Test
    @DisplayName("does not keep objects from being freed, nor others from being used")
    void whatIsTamperedWithCanBeFreed() {
        try (SmallPool small = new SmallPool()) {
            long bad = small.filled(1000, 1);
            long neighbour = small.filled(1000, 2);
            EnclavePoolTest.flood(small);
            small.sealed(page(bad)).fill((byte) 1);
            assertThatThrownBy(() -> small.read(bad)).isInstanceOf(TamperedPageException.class);
            assertThatThrownBy(() -> small.pool.pin(neighbour)).isInstanceOf(TamperedPageException.class);
            long good = small.filled(1000, 3);
            assertThat(page(good)).as("the page gives out no more slots").isNotEqualTo(page(bad));
            small.pool.free(bad);
            small.pool.free(neighbour);
            assertThat(small.read(good)).isEqualTo(SmallPool.content(1000, 3));
            small.pool.free(good);
            assertThat(small.pool.usage().heldBytes()).isZero();
            assertThat(small.pool.usage().askedBytes()).isZero();
            assertThat(small.pool.usage().lostPages()).isZero();
        }
    }

    @Test
    @DisplayName("is not let in by a change while the page is opened: each read is right, or an exception")
    void changesWhileItIsOpened() throws InterruptedException {
        try (SmallPool small = new SmallPool()) {
            long[] addresses = wholePages(small);
            AtomicBoolean over = new AtomicBoolean();
            Thread attacker = Thread.ofPlatform().start(() -> {
                SplittableRandom own = new SplittableRandom(SEED);
                while (!over.get()) {
                    MemorySegment sealed = small.sealed(page(addresses[own.nextInt(OBJECTS)]));
                    long at = own.nextInt(PageSeal.SEALED_BYTES);
                    byte right = sealed.get(ValueLayout.JAVA_BYTE, at);
                    sealed.set(ValueLayout.JAVA_BYTE, at, (byte) (right ^ 1));
                    sealed.set(ValueLayout.JAVA_BYTE, at, right);
                }
            });
            int right = 0;
            for (int round = 0; round < 3000; round++) {
                int each = round % OBJECTS;
                try {
                    assertThat(small.read(addresses[each])).isEqualTo(SmallPool.content(SlabShape.PAGE_BYTES, each));
                    right++;
                } catch (TamperedPageException found) {
                    assertThat(found.page()).isEqualTo(page(addresses[each]));
                }
            }
            over.set(true);
            attacker.join();
            assertThat(right).isPositive();
        }
    }

    @Test
    @DisplayName("by closing the memory outside is found out as a page that is lost")
    void outsideIsGone() {
        SmallPool small = new SmallPool();
        long[] addresses = wholePages(small);
        small.untrusted.close();
        assertThatThrownBy(() -> small.read(addresses[0])).isInstanceOf(RuntimeException.class)
                .hasStackTraceContaining("closed");
        small.pool.close();
    }

    private boolean tamper(
            int kind, SmallPool small, MemorySegment sealed, int victim, long[] addresses, byte[][] older) {
        switch (kind) {
            case 0 -> {
                long at = random.nextInt(PageSeal.SEALED_BYTES);
                byte flipped = (byte) (sealed.get(ValueLayout.JAVA_BYTE, at) ^ 1 << random.nextInt(8));
                sealed.set(ValueLayout.JAVA_BYTE, at, flipped);
            }
            case 1 -> sealed
                    .copyFrom(small.sealed(page(addresses[(victim + 1 + random.nextInt(OBJECTS - 1)) % OBJECTS])));
            case 2 -> {
                byte[] before = older[victim];
                if (before == null || MemorySegment.ofArray(before).mismatch(sealed) == -1) {
                    return false;
                }
                sealed.copyFrom(MemorySegment.ofArray(before));
            }
            case 3 -> sealed.asSlice(random.nextInt(PageSeal.SEALED_BYTES - 32)).fill((byte) 0);
            default -> sealed.fill((byte) 0);
        }
        return true;
    }
}
