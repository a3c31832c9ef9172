package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Frames")
class FramesTest {
    private final Arena arena = Arena.ofConfined();
    private final Frames frames = new Frames(arena.allocate(4L * SlabShape.PAGE_BYTES, SlabShape.PAGE_BYTES));

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    @DisplayName("are given out once each, and wiped when they come back")
    void takesAndReleases() {
        for (int page = 10; page < 14; page++) {
            int frame = frames.take(page);
            assertThat(frames.page(frame)).isEqualTo(page);
        }
        assertThat(frames.take(14)).isEqualTo(Frames.NONE);
        frames.segment(2).fill((byte) 5);
        frames.release(2);
        assertThat(frames.free()).isEqualTo(1);
        assertThat(frames.page(2)).isEqualTo(Frames.FREE);
        assertThat(frames.segment(2).toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
        assertThat(frames.take(14)).isEqualTo(2);
    }

    @Test
    @DisplayName("that were not used lately go first, and none that is pinned")
    void victims() {
        for (int page = 0; page < 4; page++) {
            int unused = frames.take(page);
        }
        frames.pin(1);
        assertThat(frames.victim()).as("all were used: the hand goes round once").isZero();
        frames.use(2);
        assertThat(frames.victim()).as("1 is pinned, 2 was used again").isEqualTo(3);
        assertThat(frames.victim()).isZero();
        frames.unpin(1);
        assertThat(frames.victim()).as("1 was used before it was pinned").isEqualTo(2);
        assertThat(frames.victim()).as("3 and 0 were passed over").isEqualTo(3);
        for (int frame = 0; frame < 4; frame++) {
            frames.pin(frame);
        }
        assertThat(frames.victim()).isEqualTo(Frames.NONE);
    }

    @Test
    @DisplayName("that are withdrawn hold no page and are no victims until they are restored")
    void withdrawn() {
        assertThat(frames.withdraw()).isTrue();
        assertThat(frames.withdraw()).isTrue();
        assertThat(frames.withdrawn()).isEqualTo(2);
        int first = frames.take(1);
        int second = frames.take(2);
        assertThat(frames.take(3)).isEqualTo(Frames.NONE);
        assertThat(frames.withdraw()).as("none is free").isFalse();
        assertThat(frames.victim()).isIn(first, second);
        frames.restore();
        int third = frames.take(3);
        assertThat(third).isNotIn(first, second, Frames.NONE);
        assertThat(frames.withdrawn()).isEqualTo(1);
        assertThat(frames.count()).isEqualTo(4);
    }
}
