package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The account of metadata")
class MetadataAccountTest {
    private static final int FRAMES = 12;
    private static final int PAGES = 100;

    private final Arena arena = Arena.ofConfined();
    private final Frames frames =
            new Frames(arena.allocate((long) FRAMES * SlabShape.PAGE_BYTES, SlabShape.PAGE_BYTES));
    private final Paging paging = new Paging(frames,
            new VersionTree(arena.allocate(VersionTree.rootBytes(PAGES), Long.BYTES), PAGES),
            new OutsidePages(arena.allocate((long) (PAGES + 1) * PageSeal.SEALED_BYTES)),
            new PageSeal(SmallPool.key()));
    private final MetadataAccount account = new MetadataAccount(paging);

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    @DisplayName("withdraws a frame for each page that its bytes begin, and gives it back when they are fewer")
    void frameForFrame() {
        account.charge(1);
        assertThat(frames.withdrawn()).isEqualTo(1);
        account.charge(4095);
        assertThat(frames.withdrawn()).isEqualTo(1);
        account.charge(1);
        assertThat(frames.withdrawn()).isEqualTo(2);
        account.credit(1);
        assertThat(frames.withdrawn()).isEqualTo(1);
        account.credit(4096);
        assertThat(frames.withdrawn()).isZero();
        assertThat(account.bytes()).isZero();
        assertThat(frames.free()).isEqualTo(FRAMES);
    }

    @Test
    @DisplayName("lets a page leave where no frame is free, and that comes back as it was")
    void evicts() {
        for (int page = 0; page < FRAMES - 1; page++) {
            frames.segment(paging.load(page)).fill((byte) (page + 1));
        }
        account.charge(3 * SlabShape.PAGE_BYTES);
        assertThat(frames.withdrawn()).isEqualTo(3);
        assertThat(paging.evictions()).isGreaterThanOrEqualTo(3);
        for (int page = 0; page < FRAMES - 1; page++) {
            assertThat(frames.segment(paging.load(page)).get(ValueLayout.JAVA_BYTE, 4095))
                    .isEqualTo((byte) (page + 1));
        }
    }

    @Test
    @DisplayName("refuses what would leave too few frames to load pages by, and charges nothing then")
    void full() {
        long most = (long) (FRAMES - Paging.SPARE_FRAMES - 1) * SlabShape.PAGE_BYTES;
        account.charge(most - SlabShape.PAGE_BYTES);
        long before = account.bytes();
        assertThatThrownBy(() -> account.charge(10L * SlabShape.PAGE_BYTES)).isInstanceOf(EnclaveFullException.class);
        assertThat(account.bytes()).isEqualTo(before);
        account.credit(before);
        assertThat(frames.withdrawn()).as("frames that were withdrawn in vain are given back").isZero();
    }
}
