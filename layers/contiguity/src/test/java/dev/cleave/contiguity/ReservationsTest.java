package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The reservations of some blocks")
class ReservationsTest {
    @Test
    @DisplayName("are forgotten when they are closed, but for their counts")
    void forgotten() {
        try (Pool pool = Pool.builder().name("reserved").capacity(8 << 20).build();
                MovableBlocks blocks = MovableBlocks.over(pool)) {
            Reservations all = new Reservations();
            Reservation kept = blocks.reserve(1 << 20);
            Reservation ended = blocks.reserve(1 << 20);
            all.add(kept);
            all.add(ended);
            ended.claim(Duration.ZERO).close();
            ended.close();
            all.forget(ended);
            all.forget(ended);
            assertThat(all.open()).containsExactly(kept);
            assertThat(all.usage().claims()).isOne();
            assertThat(all.usage().byteSize()).isEqualTo(1 << 20);
        }
    }

    @Test
    @DisplayName("of whoever reserves and closes for ever are not kept")
    void forEver() {
        try (Pool pool = Pool.builder().name("reserved").capacity(8 << 20).build();
                MovableBlocks blocks = MovableBlocks.over(pool)) {
            for (int round = 1; round <= 100; round++) {
                try (Reservation reservation = blocks.reserve(1 << 20)) {
                    reservation.claim(Duration.ZERO).close();
                }
                assertThat(blocks.openReservations()).isZero();
                assertThat(blocks.reservationUsage().claims()).isEqualTo(round);
            }
        }
    }
}
