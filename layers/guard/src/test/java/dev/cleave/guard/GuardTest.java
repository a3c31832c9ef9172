package dev.cleave.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.heap.Heap;
import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A guarded pool")
class GuardTest {
    private static final long UNIT = 4096;
    private static final long PAGEBLOCK = 16 * UNIT;
    private static final int PAGEBLOCKS = 16;

    private final Pool pool = Pool.builder().name("main").capacity(PAGEBLOCKS * PAGEBLOCK + 3 * UNIT).purge(false)
            .budget(MemoryBudget.unlimited()).build();
    private final AtomicLong clock = new AtomicLong();
    private final Guard guard = Guard.over(pool, PAGEBLOCK, clock::get);

    @AfterEach
    void nothingIsLeft() {
        if (!pool.isClosed()) {
            assertThat(pool.usage().usedBytes()).isZero();
            for (Tenant tenant : guard.tenants()) {
                assertThat(tenant.usage().pageblocks()).isZero();
                assertThat(tenant.usage().strays()).isZero();
            }
            pool.space().verify();
            pool.close();
        }
    }

    private Tenant ofPageblocks(String name, int share) {
        return guard.tenant(name, TenantLimits.share(share * PAGEBLOCK));
    }

    private static void freeAll(Tenant tenant, List<Long> blocks) {
        blocks.forEach(tenant.pool()::free);
        blocks.clear();
    }

    /** As much as it is given, in units; then all but one unit in so many is freed. */
    private static List<Long> comb(Tenant tenant, int keptOneIn) {
        List<Long> all = new ArrayList<>();
        for (long block = tenant.pool().tryAllocateAddress(UNIT); block != 0; block =
                tenant.pool().tryAllocateAddress(UNIT)) {
            all.add(block);
        }
        List<Long> kept = new ArrayList<>();
        for (int each = 0; each < all.size(); each++) {
            if (each % keptOneIn == 0) {
                kept.add(all.get(each));
            } else {
                tenant.pool().free(all.get(each));
            }
        }
        return kept;
    }

    @Nested
    @DisplayName("keeps a tenant's pageblocks whole for it")
    class Whole {
        @Test
        @DisplayName("whatever comb another leaves, however often")
        void comb() {
            Tenant attacker = ofPageblocks("attacker", 8);
            Tenant victim = ofPageblocks("victim", 8);
            List<Long> dust = new ArrayList<>();
            for (int round = 0; round < 5; round++) {
                dust.addAll(GuardTest.comb(attacker, 2 + round));
                List<Long> whole = new ArrayList<>();
                for (int each = 0; each < 8; each++) {
                    whole.add(victim.pool().allocateAddress(PAGEBLOCK));
                }
                freeAll(victim, whole);
            }
            assertThat(attacker.usage().pageblocks()).isLessThanOrEqualTo(8);
            assertThat(attacker.usage().wasted()).isPositive();
            freeAll(attacker, dust);
        }

        @Test
        @DisplayName("and leaves alone what waits for it, as others are refused for limits of their own")
        void refusedOthers() {
            Tenant attacker = ofPageblocks("attacker", 8);
            Tenant victim = ofPageblocks("victim", 8);
            List<Long> dust = GuardTest.comb(attacker, 2);
            long next = victim.pool().allocateAddress(UNIT);
            victim.pool().free(next);
            for (int each = 0; each < 20; each++) {
                assertThat(attacker.pool().tryAllocateAddress(3 * UNIT)).isZero();
                assertThat(attacker.pool().tryAllocateAddress(PAGEBLOCK)).isZero();
                assertThatExceptionOfType(PoolExhaustedException.class)
                        .isThrownBy(() -> attacker.pool().allocateAddress(3 * UNIT));
            }
            assertThat(guard.holders(next)).as("it waits where it was").hasSize(1);
            assertThat(victim.pool().allocateAddress(UNIT)).isEqualTo(next);
            victim.pool().free(next);
            freeAll(attacker, dust);
        }

        @Test
        @DisplayName("and several adjacent ones where only others' freed blocks lie between")
        void othersSpares() {
            Tenant wide = ofPageblocks("wide", 15);
            Tenant other = ofPageblocks("other", 1);
            long first = wide.pool().allocateAddress(5 * PAGEBLOCK);
            other.pool().free(other.pool().allocateAddress(UNIT));
            wide.pool().free(first);
            long all = wide.pool().allocateAddress(15 * PAGEBLOCK);
            wide.pool().free(all);
        }

        @Test
        @DisplayName("whatever both do at random, as long as it has blocks in fewer than its share")
        void random() {
            long seed = Long.getLong("cleave.guard.seed", System.nanoTime());
            System.out.println("cleave.guard.seed=" + seed);
            Random random = new Random(seed);
            Tenant attacker = ofPageblocks("attacker", 9);
            Tenant victim = ofPageblocks("victim", 7);
            List<Long> theirs = new ArrayList<>();
            List<Long> ours = new ArrayList<>();
            for (int step = 0; step < 20_000; step++) {
                act(attacker, theirs, random);
                act(victim, ours, random);
                if (victim.usage().pageblocks() < 7) {
                    victim.pool().free(victim.pool().allocateAddress(PAGEBLOCK));
                }
                assertThat(victim.usage().pageblocks()).isLessThanOrEqualTo(7);
            }
            freeAll(attacker, theirs);
            freeAll(victim, ours);
        }

        private void act(Tenant tenant, List<Long> live, Random random) {
            if (random.nextInt(3) > 0) {
                long bytes = UNIT * (1 + random.nextInt(random.nextInt(8) == 0 ? 40 : 6));
                long block = tenant.pool().tryAllocateAddress(bytes);
                if (block != 0) {
                    live.add(block);
                    tenant.pool().resize(block, UNIT * (1 + random.nextInt(8)));
                }
            } else if (!live.isEmpty()) {
                tenant.pool().free(live.remove(random.nextInt(live.size())));
            }
        }

        @Test
        @DisplayName("and tells whose blocks lie in a pageblock")
        void holders() {
            Tenant one = ofPageblocks("one", 2);
            long block = one.pool().allocateAddress(3 * UNIT);
            assertThat(guard.holders(block)).containsExactly(new PageblockHolder("one", 3 * UNIT));
            assertThat(guard.holders(block + PAGEBLOCK)).isEmpty();
            assertThatIllegalArgumentException().isThrownBy(() -> guard.holders(pool.baseAddress() - 1))
                    .withMessageContaining("no whole pageblock of pool main");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> guard.holders(pool.baseAddress() + PAGEBLOCKS * PAGEBLOCK));
            one.pool().free(block);
        }

        @Test
        @DisplayName("also where a tenant confined by its damage goes on")
        void confined() {
            Tenant attacker = ofPageblocks("attacker", 12);
            assertThat(attacker.confinedBytes()).isZero();
            List<Long> dust = GuardTest.comb(attacker, 16);
            List<Long> more = new ArrayList<>();
            for (int each = 0; each < 12; each++) {
                more.add(attacker.pool().allocateAddress(UNIT));
            }
            freeAll(attacker, more);
            assertThat(attacker.usage().pageblocks()).isLessThanOrEqualTo(12);
            freeAll(attacker, dust);
            attacker.pool().free(attacker.pool().allocateAddress(PAGEBLOCK));
            assertThat(attacker.confinedBytes()).as("relaxed").isZero();
        }

        @Test
        @DisplayName("where some may stray, up to so many more")
        void strays() {
            Tenant one = guard.tenant("one", TenantLimits.share(8 * PAGEBLOCK));
            Tenant strays = guard.tenant("strays", TenantLimits.share(PAGEBLOCK).strays(1));
            List<Long> dust = GuardTest.comb(one, 4);
            long first = strays.pool().allocateAddress(PAGEBLOCK - UNIT);
            assertThat(strays.usage().pageblockLimit()).isEqualTo(2);
            strays.pool().free(first);
            freeAll(one, dust);
        }
    }

    @Nested
    @DisplayName("refuses")
    class Refuses {
        @Test
        @DisplayName("a share that it has not, a name that is taken, a pageblock that is none")
        void badInput() {
            assertThatIllegalArgumentException().isThrownBy(() -> ofPageblocks("large", PAGEBLOCKS + 1))
                    .withMessageContaining("a share of 17 pageblocks")
                    .withMessageContaining("16 are in nobody's share");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> guard.tenant("huge", TenantLimits.share(Long.MAX_VALUE)));
            ofPageblocks("twin", 1);
            assertThatIllegalArgumentException().isThrownBy(() -> ofPageblocks("twin", 1));
            ofPageblocks("rest", PAGEBLOCKS - 1);
            assertThatIllegalArgumentException().isThrownBy(() -> Guard.over(pool, 3 * UNIT, clock::get))
                    .withMessageContaining("a pageblock of 12288 bytes");
            assertThatIllegalArgumentException().isThrownBy(() -> Guard.over(pool, UNIT, clock::get));
            Pool child = pool.child("child", UNIT);
            assertThatIllegalArgumentException().isThrownBy(() -> Guard.over(child, PAGEBLOCK, clock::get))
                    .withMessageContaining("is a child");
            long block = pool.allocateAddress(UNIT);
            assertThatIllegalStateException().isThrownBy(() -> Guard.over(pool, PAGEBLOCK, clock::get))
                    .withMessageContaining("4096 bytes in use");
            pool.free(block);
        }

        @Test
        @DisplayName("more blocks than a tenant may have, and says so")
        void blocks() {
            Tenant tenant = guard.tenant("few", TenantLimits.share(PAGEBLOCK).blocks(2));
            long first = tenant.pool().allocateAddress(1);
            long second = tenant.pool().allocateAddress(1);
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> tenant.pool().allocateAddress(1))
                    .withMessageContaining("the tenant has the 2 blocks that it may have");
            assertThat(tenant.usage().refusedByBlocks()).isPositive();
            tenant.pool().free(first);
            tenant.pool().free(tenant.pool().allocateAddress(1));
            tenant.pool().free(second);
        }

        @Test
        @DisplayName("more bytes a second than a tenant may have, until time went on")
        void rate() {
            Tenant tenant = guard.tenant("slow", TenantLimits.share(4 * PAGEBLOCK).rate(UNIT, 2 * UNIT));
            tenant.pool().free(tenant.pool().allocateAddress(2 * UNIT));
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> tenant.pool().allocateAddress(1))
                    .withMessageContaining("allocates faster than it may");
            clock.addAndGet(1_000_000_000);
            tenant.pool().free(tenant.pool().allocateAddress(UNIT));
            assertThat(tenant.usage().refusedByRate()).isPositive();
        }

        @Test
        @DisplayName("one pageblock too many, and says so")
        void pageblocks() {
            Tenant tenant = ofPageblocks("wide", 2);
            List<Long> dust = comb(tenant, 16);
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> tenant.pool().allocateAddress(PAGEBLOCK))
                    .withMessageContaining("lie in 2 pageblocks of 65536 bytes, of 2 that it may have");
            freeAll(tenant, dust);
        }

        @Test
        @DisplayName("to close a tenant that holds blocks")
        void closing() {
            Tenant tenant = ofPageblocks("busy", 2);
            long block = tenant.pool().leases().lease(UNIT, 1);
            assertThatIllegalStateException().isThrownBy(tenant::close);
            assertThat(guard.tenants()).containsExactly(tenant);
            tenant.pool().leases().giveBack(block);
            tenant.close();
            tenant.close();
            assertThat(guard.tenants()).isEmpty();
            ofPageblocks("all", PAGEBLOCKS);
        }
    }

    @Nested
    @DisplayName("lends")
    class Lends {
        @Test
        @DisplayName("what is nobody's share, up to the most of a tenant, and takes it back when it is free")
        void common() {
            Tenant tenant = guard.tenant("grows", TenantLimits.share(PAGEBLOCK).most(3 * PAGEBLOCK));
            List<Long> blocks = new ArrayList<>();
            for (int each = 0; each < 3; each++) {
                blocks.add(tenant.pool().allocateAddress(PAGEBLOCK));
            }
            assertThat(tenant.usage().borrowed()).isEqualTo(2);
            assertThat(tenant.pool().tryAllocateAddress(UNIT)).isZero();
            assertThatIllegalArgumentException().isThrownBy(() -> ofPageblocks("late", 15))
                    .withMessageContaining("2 are borrowed and used");
            freeAll(tenant, blocks);
            ofPageblocks("late", 15);
            assertThat(tenant.usage().borrowed()).isZero();
        }

        @Test
        @DisplayName("what a tenant agreed to lend, which comes back when it is wanted")
        void lending() {
            Tenant lender = ofPageblocks("lender", 8);
            Tenant borrower = guard.tenant("borrower", TenantLimits.share(8 * PAGEBLOCK).most(12 * PAGEBLOCK));
            List<Long> borrowed = new ArrayList<>();
            for (int each = 0; each < 8; each++) {
                borrowed.add(borrower.pool().allocateAddress(PAGEBLOCK));
            }
            assertThat(borrower.pool().tryAllocateAddress(UNIT)).as("nobody agreed").isZero();
            lender.lendTo(borrower);
            borrower.onReclaim((tenant, byteSize) -> {
                for (long freed = 0; freed < byteSize; freed += PAGEBLOCK) {
                    tenant.pool().free(borrowed.removeLast());
                }
            });
            for (int each = 0; each < 4; each++) {
                borrowed.add(borrower.pool().allocateAddress(PAGEBLOCK));
            }
            assertThat(lender.usage().lent()).isEqualTo(4);
            assertThat(borrower.pool().tryAllocateAddress(UNIT)).as("its most").isZero();
            List<Long> own = new ArrayList<>();
            for (int each = 0; each < 8; each++) {
                own.add(lender.pool().allocateAddress(PAGEBLOCK));
            }
            assertThat(lender.usage().lent()).isZero();
            assertThat(borrower.usage().heldBytes()).isEqualTo(8 * PAGEBLOCK);
            freeAll(borrower, borrowed);
            freeAll(lender, own);
        }

        @Test
        @DisplayName("in no circle, to no other guard's tenant")
        void circles() {
            Tenant one = ofPageblocks("one", 1);
            Tenant two = ofPageblocks("two", 1);
            Tenant three = ofPageblocks("three", 1);
            one.lendTo(two);
            two.lendTo(three);
            assertThatIllegalArgumentException().isThrownBy(() -> three.lendTo(one))
                    .withMessageContaining("tenant three cannot lend to one");
            assertThatIllegalArgumentException().isThrownBy(() -> one.lendTo(one));
            one.lendTo(three);
            two.close();
            three.lendTo(ofPageblocks("four", 1));
            try (Pool other = Pool.builder().capacity(PAGEBLOCK).budget(MemoryBudget.unlimited()).build()) {
                Tenant stranger = Guard.over(other, PAGEBLOCK, clock::get).tenant("x", TenantLimits.share(1));
                assertThatIllegalArgumentException().isThrownBy(() -> one.lendTo(stranger))
                        .withMessageContaining("another guard");
            }
        }

        @Test
        @DisplayName("to no tenant that would be closed with what it uses of it, nor of one that has lent")
        void closing() {
            Tenant lender = ofPageblocks("lender", 8);
            Tenant borrower = guard.tenant("borrower", TenantLimits.share(8 * PAGEBLOCK).most(16 * PAGEBLOCK));
            lender.lendTo(borrower);
            List<Long> blocks = new ArrayList<>();
            for (int each = 0; each < 10; each++) {
                blocks.add(borrower.pool().allocateAddress(PAGEBLOCK));
            }
            assertThatIllegalStateException().isThrownBy(lender::close).withMessageContaining("has lent 2 pageblocks");
            assertThatIllegalStateException().isThrownBy(borrower::close).withMessageContaining("uses 2 pageblocks");
            freeAll(borrower, blocks);
            borrower.close();
            lender.close();
        }

        @Test
        @DisplayName("by max-min fairness: who has less than is due gets it of who has most")
        void fair() {
            Tenant greedy = guard.tenant("greedy", TenantLimits.share(PAGEBLOCK).most(16 * PAGEBLOCK));
            List<Long> blocks = new ArrayList<>();
            for (int each = 0; each < 15; each++) {
                blocks.add(greedy.pool().allocateAddress(PAGEBLOCK));
            }
            greedy.onReclaim((tenant, byteSize) -> {
                for (long freed = 0; freed < byteSize; freed += PAGEBLOCK) {
                    tenant.pool().free(blocks.removeLast());
                }
            });
            Tenant modest = guard.tenant("modest", TenantLimits.share(PAGEBLOCK).most(16 * PAGEBLOCK));
            List<Long> theirs = new ArrayList<>();
            for (long block = modest.pool().tryAllocateAddress(PAGEBLOCK); block != 0; block =
                    modest.pool().tryAllocateAddress(PAGEBLOCK)) {
                theirs.add(block);
            }
            assertThat(modest.usage().borrowed()).isEqualTo(7);
            assertThat(greedy.usage().borrowed()).isEqualTo(7);
            freeAll(greedy, blocks);
            freeAll(modest, theirs);
        }
    }

    @Test
    @DisplayName("serves heaps, however they are attacked")
    void heaps() {
        Tenant attacker = ofPageblocks("attacker", 8);
        Tenant victim = ofPageblocks("victim", 8);
        try (Heap heap = Heap.builder(attacker.pool()).build()) {
            Random random = new Random(1);
            List<Long> live = new ArrayList<>();
            for (int step = 0; step < 20_000; step++) {
                long address = heap.tryAllocate(1 + random.nextInt(9_000));
                if (address != 0) {
                    live.add(address);
                }
                if (address == 0 || random.nextInt(4) == 0) {
                    heap.free(live.remove(random.nextInt(live.size())));
                }
            }
            List<Long> whole = new ArrayList<>();
            for (int each = 0; each < 8; each++) {
                whole.add(victim.pool().allocateAddress(PAGEBLOCK));
            }
            freeAll(victim, whole);
            live.forEach(heap::free);
        }
    }
}
