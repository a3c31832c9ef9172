package dev.cleave.contiguity;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.histories.Patience;
import dev.cleave.histories.Together;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A reservation")
class ReservationTest {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long UNIT = 4 * KIB;
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Pool pool = Pool.builder().name("reserved").capacity(32 * MIB).purge(false).build();
    private final MovableBlocks blocks = MovableBlocks.builder(pool).samplePins(true).build();

    @AfterEach
    void nothingIsLost() {
        blocks.close();
        assertThat(pool.usage().usedBytes()).isZero();
        pool.space().verify();
        pool.close();
    }

    private MovableBlock stamped(long byteSize) {
        MovableBlock block = blocks.allocate(byteSize);
        try (Pin pin = block.pin()) {
            pin.segment().set(JAVA_LONG, 0, block.handle());
            pin.segment().set(JAVA_LONG, byteSize - 8, block.handle());
        }
        return block;
    }

    private static void checkStamps(List<MovableBlock> lent) {
        for (MovableBlock block : lent) {
            try (Pin pin = block.pin()) {
                assertThat(pin.segment().get(JAVA_LONG, 0)).isEqualTo(block.handle());
                assertThat(pin.segment().get(JAVA_LONG, block.byteSize() - 8)).isEqualTo(block.handle());
            }
        }
    }

    private List<MovableBlock> lend(long bytes, long byteSize) {
        List<MovableBlock> lent = new ArrayList<>();
        for (long done = 0; done < bytes; done += byteSize) {
            lent.add(stamped(byteSize));
        }
        return lent;
    }

    private static boolean isIn(Reservation reservation, long address) {
        return address >= reservation.address() && address < reservation.address() + reservation.byteSize();
    }

    private static long address(MovableBlock block) {
        try (Pin pin = block.pin()) {
            return pin.address();
        }
    }

    @Test
    @DisplayName("is lent to movable blocks and to nobody else")
    void isLent() {
        Reservation reservation = blocks.reserve(8 * MIB);
        assertThat(reservation.address() % (2 * MIB)).isZero();
        MovableBlock block = blocks.allocate(MIB);
        MovableBlock reclaimable = blocks.allocateReclaimable(MIB, MovableBlock::free);
        long ordinary = pool.allocateAddress(MIB);

        assertThat(isIn(reservation, address(block))).isTrue();
        assertThat(isIn(reservation, address(reclaimable))).isTrue();
        assertThat(isIn(reservation, ordinary)).isFalse();
        assertThat(reservation.usage()).isEqualTo(new ReservationUsage(8 * MIB, 2 * MIB, 0, 0, 0, 0));
        block.free();
        assertThat(reservation.usage().lentBytes()).isEqualTo(MIB);
        pool.free(ordinary);
    }

    @Test
    @DisplayName("counts with the others: bytes while it is open, claims when it is closed too")
    void countsWithOthers() {
        Reservation closed = blocks.reserve(8 * MIB);
        closed.claim(0, 2 * MIB, AT_ONCE).close();
        Reservation open = blocks.reserve(4 * MIB);
        open.claim(AT_ONCE).close();
        assertThat(blocks.reservationUsage()).isEqualTo(new ReservationUsage(12 * MIB, 0, 0, 2, 0, 0));

        closed.close();

        assertThat(closed.usage()).isEqualTo(new ReservationUsage(0, 0, 0, 1, 0, 0));
        assertThat(blocks.reservationUsage()).isEqualTo(new ReservationUsage(4 * MIB, 0, 0, 2, 0, 0));
        assertThat(blocks.isClosed()).isFalse();
    }

    @Test
    @DisplayName("is claimed back whole, and what was lent keeps its bytes")
    void isClaimed() {
        Reservation reservation = blocks.reserve(8 * MIB);
        List<MovableBlock> lent = lend(8 * MIB, 64 * KIB);
        assertThat(reservation.usage().lentBytes()).isEqualTo(8 * MIB);

        MemorySegment segment;
        try (Claim claim = reservation.claim(AT_ONCE)) {
            segment = claim.segment();
            assertThat(segment.byteSize()).isEqualTo(8 * MIB);
            assertThat(claim.address()).isEqualTo(reservation.address());
            assertThat(lent).noneMatch(block -> isIn(reservation, address(block)));
            segment.fill((byte) 7);
            MovableBlock other = blocks.allocate(MIB);
            assertThat(isIn(reservation, address(other))).as("nothing is lent meanwhile").isFalse();
            other.free();
            assertThat(reservation.usage()).isEqualTo(new ReservationUsage(8 * MIB, 0, 8 * MIB, 1, 0, 8 * MIB));
            CompletableFuture.runAsync(() -> claim.segment().set(JAVA_BYTE, 0, (byte) 1)).join();
        }
        assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
        checkStamps(lent);
        assertThat(isIn(reservation, address(blocks.allocate(MIB)))).as("it is lent again").isTrue();
    }

    @Test
    @DisplayName("is claimed in parts that do not overlap")
    void inParts() {
        Reservation reservation = blocks.reserve(8 * MIB);
        List<MovableBlock> lent = lend(8 * MIB, 60 * KIB);
        Claim third = reservation.claim(4 * MIB, 2 * MIB, AT_ONCE);
        Claim first = reservation.claim(0, 2 * MIB, AT_ONCE);
        Claim second = reservation.claim(2 * MIB, UNIT + 1, AT_ONCE);
        assertThat(second.byteSize()).as("whole units").isEqualTo(2 * UNIT);
        assertThat(second.address()).isEqualTo(reservation.address() + 2 * MIB);
        assertThat(reservation.usage().claimedBytes()).isEqualTo(4 * MIB + 2 * UNIT);

        assertThatIllegalStateException().isThrownBy(() -> reservation.claim(AT_ONCE)).withMessageContaining("overlap");
        assertThatIllegalStateException().isThrownBy(() -> reservation.claim(3 * MIB, 2 * MIB, AT_ONCE));
        assertThatIllegalStateException().isThrownBy(reservation::close).withMessageContaining("are claimed");
        assertThatIllegalStateException().isThrownBy(blocks::close).withMessageContaining("are claimed");

        MovableBlock between = blocks.allocate(MIB / 2);
        long offset = address(between) - reservation.address();
        assertThat(offset < 0 || offset >= 8 * MIB || offset >= 6 * MIB
                || offset >= 2 * MIB + 2 * UNIT && offset + MIB / 2 <= 4 * MIB).as("at %d", offset).isTrue();
        first.close();
        second.close();
        third.close();
        checkStamps(lent);
    }

    @Test
    @DisplayName("waits for short pins until its deadline, then names the block that would not move")
    void waitsForPins() throws Exception {
        Reservation reservation = blocks.reserve(2 * MIB);
        MovableBlock block = stamped(64 * KIB);
        try (Pin pin = block.pin()) {
            assertThatExceptionOfType(ClaimFailedException.class)
                    .isThrownBy(() -> reservation.claim(Duration.ofMillis(1)))
                    .satisfies(failed -> {
                        assertThat(failed.obstacles()).singleElement().satisfies(each -> {
                            assertThat(each.kind()).isEqualTo(Obstacle.Kind.PINNED);
                            assertThat(each.address()).isEqualTo(pin.address());
                            assertThat(each.held()).isPositive();
                        });
                        assertThat(failed).hasMessageContaining("PINNED").hasMessageContaining("close the pins");
                    });
        }
        assertThat(reservation.usage().claimedBytes()).as("nothing is claimed").isZero();
        assertThat(reservation.usage().failedClaims()).isEqualTo(1);

        AtomicBoolean pinned = new AtomicBoolean();
        CompletableFuture<Void> user = CompletableFuture.runAsync(() -> {
            try (Pin _ = block.pin()) {
                pinned.set(true);
                Patience.waitUntil(() -> reservation.usage().claimedBytes() > 0);
            }
        });
        Patience.waitUntil(pinned::get);
        try (Claim claim = reservation.claim(LONG)) {
            assertThat(claim.byteSize()).isEqualTo(2 * MIB);
        }
        user.get(2, TimeUnit.MINUTES);
        checkStamps(List.of(block));
    }

    @Test
    @DisplayName("is left by a block before that is pinned for long")
    void longPinsLeave() {
        Reservation reservation = blocks.reserve(4 * MIB);
        List<MovableBlock> lent = lend(4 * MIB, 64 * KIB);
        List<LongPin> pins = lent.subList(0, 20).stream().map(MovableBlock::pinLong).toList();
        assertThat(pins).noneMatch(pin -> isIn(reservation, pin.address()));
        try (Claim claim = reservation.claim(AT_ONCE)) {
            assertThat(claim.byteSize()).isEqualTo(4 * MIB);
        }
        pins.forEach(LongPin::close);
        checkStamps(lent);
    }

    @Test
    @DisplayName("has no long pin in it, though others have the block pinned or the pool has no room")
    void longPinsAreRefused() {
        Reservation reservation = blocks.reserve(2 * MIB);
        MovableBlock block = stamped(64 * KIB);
        try (Pin _ = block.pin()) {
            assertThatIllegalStateException().isThrownBy(block::pinLong).withMessageContaining("cannot move out");
        }
        long rest = pool.allocateAddress(30 * MIB);
        assertThatIllegalStateException().isThrownBy(block::pinLong).withMessageContaining("no room");
        assertThat(block.isPinned()).isFalse();
        assertThatExceptionOfType(ClaimFailedException.class).isThrownBy(() -> reservation.claim(AT_ONCE))
                .satisfies(failed -> assertThat(failed.obstacles()).extracting(Obstacle::kind)
                        .containsExactly(Obstacle.Kind.NO_PLACE));
        pool.free(rest);
        block.pinLong().close();
        checkStamps(List.of(block));
    }

    @Test
    @DisplayName("names what somebody has in hand who has not said yet what it will be")
    void inTransit() {
        Reservation reservation = blocks.reserve(2 * MIB);
        long half = reservation.range().lend(64 * KIB, 1);

        assertThatExceptionOfType(ClaimFailedException.class).isThrownBy(() -> reservation.claim(AT_ONCE))
                .withMessageContaining("IN_TRANSIT at 0x" + Long.toHexString(half) + ", 65536 bytes")
                .satisfies(failed -> assertThat(failed.obstacles()).singleElement()
                        .satisfies(each -> assertThat(each.kind()).isEqualTo(Obstacle.Kind.IN_TRANSIT)));

        reservation.range().giveBack(half);
        reservation.claim(AT_ONCE).close();
    }

    @Test
    @DisplayName("has reclaimable blocks given up that can be nowhere else, and the pool compacted for others")
    void reclaimsAndCompacts() {
        Reservation reservation = blocks.reserve(2 * MIB);
        MovableBlock large = stamped(MIB);
        MovableBlock cached = blocks.allocateReclaimable(MIB, MovableBlock::free);
        List<MovableBlock> others = lend(30 * MIB, 64 * KIB);
        for (int each = 0; each < 32; each += 2) {
            others.get(each).free();
        }
        List<MovableBlock> kept = others.stream().filter(MovableBlock::isLive).toList();

        try (Claim _ = reservation.claim(AT_ONCE)) {
            assertThat(cached.isLive()).isFalse();
            assertThat(large.isLive()).isTrue();
        }
        checkStamps(kept);
        checkStamps(List.of(large));
    }

    @Test
    @DisplayName("goes back to the pool when it is closed, once what was lent has moved out")
    void closes() {
        Reservation reservation = blocks.reserve(4 * MIB);
        List<MovableBlock> lent = lend(4 * MIB, 128 * KIB);
        try (Pin _ = lent.getFirst().pin()) {
            assertThatExceptionOfType(ClaimFailedException.class).isThrownBy(reservation::close);
        }
        try (Claim _ = reservation.claim(AT_ONCE)) {
            assertThat(lent).noneMatch(block -> isIn(reservation, address(block)));
        }
        reservation.close();
        reservation.close();
        assertThatIllegalStateException().isThrownBy(() -> reservation.claim(AT_ONCE)).withMessageContaining("closed");
        checkStamps(lent);
        lent.forEach(MovableBlock::free);
        assertThat(pool.usedBytes()).isZero();
    }

    @Test
    @DisplayName("is refused where there is no such size, place or part")
    void badInput() {
        Reservation reservation = blocks.reserveAt(pool.baseAddress() + 4 * MIB, 4 * MIB);
        assertThat(reservation.address()).isEqualTo(pool.baseAddress() + 4 * MIB);
        assertThatIllegalArgumentException().isThrownBy(() -> blocks.reserve(0));
        assertThatIllegalArgumentException().isThrownBy(() -> blocks.reserveAt(pool.baseAddress() + 1, MIB));
        assertThatIllegalArgumentException().isThrownBy(() -> blocks.reserveAt(pool.baseAddress(), 33 * MIB));
        assertThatIllegalStateException().isThrownBy(() -> blocks.reserveAt(pool.baseAddress() + 6 * MIB, 4 * MIB))
                .withMessageContaining("another reservation");
        assertThatIllegalArgumentException().isThrownBy(() -> reservation.claim(0, 5 * MIB, AT_ONCE))
                .withMessageContaining("has " + 4 * MIB);
        assertThatIllegalArgumentException().isThrownBy(() -> reservation.claim(3 * MIB, 2 * MIB, AT_ONCE));
        assertThatIllegalArgumentException().isThrownBy(() -> reservation.claim(0, 0, AT_ONCE));
        assertThatIllegalArgumentException().isThrownBy(() -> reservation.claim(1, UNIT, AT_ONCE));
        assertThatIllegalArgumentException().isThrownBy(() -> reservation.claim(-UNIT, UNIT, AT_ONCE));
        assertThatIllegalArgumentException().isThrownBy(() -> reservation.claim(Duration.ofNanos(-1)));
        Claim claim = reservation.claim(AT_ONCE);
        claim.close();
        assertThatIllegalStateException().isThrownBy(claim::close).withMessageContaining("close a claim once");
        assertThatIllegalStateException().isThrownBy(claim::segment);
        assertThatIllegalStateException().isThrownBy(claim::address);
    }

    @Test
    @DisplayName("is claimed beside whoever allocates, pins and frees, in several parts at once")
    void underStress() throws Exception {
        Reservation reservation = blocks.reserve(8 * MIB);
        long seconds = Long.getLong("cleave.stress.seconds", 1);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        AtomicLong claimed = new AtomicLong();
        List<Callable<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 3; thread++) {
            SplittableRandom random = new SplittableRandom(System.nanoTime() + thread);
            threads.add(() -> {
                useUntil(end, random);
                return null;
            });
        }
        for (int half = 0; half < 2; half++) {
            long from = half * (4 * MIB);
            threads.add(() -> {
                while (System.nanoTime() < end) {
                    claimOnce(reservation, from, claimed);
                }
                Patience.waitUntil(() -> {
                    claimOnce(reservation, from, claimed);
                    return claimed.get() > 0;
                });
                return null;
            });
        }
        Together.run(threads);
        assertThat(claimed.get()).isPositive();
        assertThat(blocks.usage().blocks()).isZero();
        assertThat(reservation.usage().lentBytes()).isZero();
        assertThat(reservation.usage().claimedBytes()).isZero();
    }

    private void useUntil(long end, SplittableRandom random) {
        List<MovableBlock> own = new ArrayList<>();
        while (System.nanoTime() < end) {
            own.add(stamped(16 + 8 * random.nextInt(8 << 10)));
            checkStamps(List.of(own.get(random.nextInt(own.size()))));
            while (own.size() > 40) {
                MovableBlock block = own.remove(random.nextInt(own.size()));
                if (random.nextInt(8) == 0) {
                    pinLongIfPossible(block);
                }
                checkStamps(List.of(block));
                block.free();
            }
        }
        checkStamps(own);
        own.forEach(MovableBlock::free);
    }

    private static void pinLongIfPossible(MovableBlock block) {
        try (LongPin pin = block.pinLong()) {
            assertThat(pin.segment().get(JAVA_LONG, 0)).isEqualTo(block.handle());
        } catch (IllegalStateException moving) {
            assertThat(moving).hasMessageContaining("cannot move out");
        }
    }

    private static void claimOnce(Reservation reservation, long from, AtomicLong claimed) {
        try (Claim claim = reservation.claim(from, 4 * MIB, Duration.ofMillis(50))) {
            MemorySegment all = claim.segment();
            long stamp = System.nanoTime();
            for (long at = 0; at < all.byteSize(); at += UNIT) {
                all.set(JAVA_LONG, at, stamp);
            }
            for (long at = 0; at < all.byteSize(); at += UNIT) {
                assertThat(all.get(JAVA_LONG, at)).isEqualTo(stamp);
            }
            claimed.incrementAndGet();
        } catch (ClaimFailedException pinned) {
            assertThat(pinned.getMessage()).contains("failed after");
        }
    }
}
