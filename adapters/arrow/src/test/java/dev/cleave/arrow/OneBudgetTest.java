package dev.cleave.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.arena.PooledArena;
import dev.cleave.memory.ChildUsage;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import dev.cleave.netty.CleaveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Netty, Arrow and arenas over children of one pool")
class OneBudgetTest {
    private static final int MIB = 1 << 20;

    private final Pool pool = Pool.builder().name("main").capacity(64 * MIB).purge(false).build();
    private final Pool netty = pool.child("netty", 4 * MIB);
    private final Pool arrow = pool.child("arrow", 8 * MIB);
    private final Pool arenas = pool.child("arenas", Long.MAX_VALUE);

    private static ChildUsage usage(Pool child) {
        return child.childUsage().orElseThrow();
    }

    @Test
    @DisplayName("are accounted apart, each up to its cap, and give back what is theirs")
    void accountedApart() {
        try (CleaveByteBufAllocator buffers = CleaveByteBufAllocator.of(netty);
                CleaveArrowMemory memory = CleaveArrowMemory.of(arrow);
                BufferAllocator columns = memory.rootAllocator();
                PooledArena arena = PooledArena.ofShared(arenas)) {
            List<ByteBuf> live = new ArrayList<>();
            for (int each = 0; each < 32; each++) {
                live.add(buffers.directBuffer(64 << 10).setZero(0, 64 << 10));
            }
            ArrowBuf column = columns.buffer(3 * MIB);
            arena.allocate(5 * MIB);

            assertThat(usage(netty).usedBytes()).isGreaterThanOrEqualTo(2 * MIB).isLessThan(3 * MIB);
            assertThat(usage(arrow).usedBytes()).isGreaterThanOrEqualTo(3 * MIB).isLessThan(4 * MIB);
            assertThat(usage(arenas).usedBytes()).isGreaterThanOrEqualTo(5 * MIB).isLessThan(6 * MIB);
            assertThat(pool.children().stream().mapToLong(ChildUsage::usedBytes).sum()).isEqualTo(pool.usedBytes());
            assertThat(buffers.metric().maxDirectMemory()).isEqualTo(4 * MIB);
            assertThat(columns.getLimit()).isEqualTo(8 * MIB);

            column.close();
            live.forEach(ByteBuf::release);
        }
        assertThat(pool.children()).allSatisfy(each -> assertThat(each.usedBytes()).isZero());
        netty.close();
        arrow.close();
        arenas.close();
        pool.close();
    }

    @Test
    @DisplayName("are refused at their own caps with their host's own exception, and leave the others alone")
    void caps() {
        CleaveByteBufAllocator buffers = CleaveByteBufAllocator.of(netty);
        CleaveArrowMemory memory = CleaveArrowMemory.of(arrow);
        try (BufferAllocator columns = memory.rootAllocator(Long.MAX_VALUE)) {
            assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> buffers.directBuffer(5 * MIB))
                    .withMessageContaining("pool main/netty").withMessageContaining("over its cap of 4,194,304")
                    .satisfies(error -> assertThat(error.getCause()).isInstanceOfSatisfying(
                            PoolExhaustedException.class, full -> assertThat(full.isByCap()).isTrue()));
            assertThatExceptionOfType(OutOfMemoryException.class).isThrownBy(() -> columns.buffer(9 * MIB))
                    .withMessageContaining("pool main/arrow").withCauseInstanceOf(PoolExhaustedException.class);
            assertThatExceptionOfType(OutOfMemoryException.class).isThrownBy(() -> columns.buffer(1L << 61))
                    .withMessageContaining("pool main/arrow");
            assertThat(usage(netty).capFailures()).isPositive();
            assertThat(usage(arrow).capFailures()).isPositive();
            assertThat(usage(arenas).failures()).isZero();
            assertThat(pool.counts().failures()).isEqualTo(usage(netty).failures() + usage(arrow).failures());

            ByteBuf buffer = buffers.directBuffer(3 * MIB);
            assertThatIllegalStateException().isThrownBy(netty::close).withMessageContaining("pool main/netty holds");
            buffer.release();
        }
        buffers.close();
        memory.close();
        netty.close();
        arrow.close();
        arenas.close();
        assertThat(pool.usedBytes()).isZero();
        pool.close();
    }
}
