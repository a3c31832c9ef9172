package dev.cleave.verify.step;

import dev.cleave.guard.Guard;
import dev.cleave.guard.Tenant;
import dev.cleave.guard.TenantLimits;
import dev.cleave.guard.enclave.EnclavePin;
import dev.cleave.guard.enclave.EnclavePool;
import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Tenants with quotas, and enclave pools. */
final class GuardTrials extends Trials {
    private static final int KEY_BYTES = 32;
    private static final long SHARE = 1 << 20;

    private static final class Guarded extends PoolGround {
        private final AtomicLong now = new AtomicLong();

        /** Each look at the clock is a tenth of a second later. */
        private final Guard guard = Guard.over(pool, 256 << 10, () -> now.addAndGet(100_000_000));
        private @Nullable Tenant tenant;
        private @Nullable Thread waiter;

        static Guarded withTenant() {
            Guarded ground = new Guarded();
            ground.tenant = ground.guard.tenant("tenant", TenantLimits.share(SHARE));
            return ground;
        }

        /** What a request takes is there for the next one after a while. */
        static Guarded withPacedTenant() {
            Guarded ground = new Guarded();
            ground.tenant = ground.guard.tenant("paced", TenantLimits.share(SHARE).rate(100_000, 20_480));
            return ground;
        }

        /** Another thread waits for more than a free will give it. */
        static Guarded withWaiter() throws InterruptedException {
            Guarded ground = withTenant();
            Pool pool = ground.tenant().pool();
            long most = pool.allocateAddress(SHARE / 2);
            Thread waiter = Thread.ofPlatform().daemon().start(() -> {
                try {
                    long unused = ground.tenant().allocateAddress(SHARE, Duration.ofHours(1));
                } catch (InterruptedException end) {
                    pool.free(most);
                }
            });
            while (waiter.getState() != Thread.State.TIMED_WAITING) {
                Thread.sleep(1);
            }
            ground.waiter = waiter;
            return ground;
        }

        void endWaiter() throws InterruptedException {
            if (waiter != null) {
                waiter.interrupt();
                waiter.join();
                waiter = null;
            }
        }

        void allocateWaiting() throws InterruptedException {
            for (int each = 0; each < 3; each++) {
                tenant().pool().free(tenant().allocateAddress(20_000, Duration.ofMinutes(1)));
            }
        }

        void closeTenant() {
            if (tenant != null) {
                tenant.close();
                tenant = null;
            }
        }

        Tenant tenant() {
            return Objects.requireNonNull(tenant);
        }

        /** Only a space at rest can be verified: whoever waits looks for room at each free. */
        @Override
        public void verify() throws Exception {
            endWaiter();
            super.verify();
        }

        @Override
        public void close() throws Exception {
            endWaiter();
            Trials.require(tenant == null || tenant.pool().usedBytes() == 0, "a tenant holds blocks");
            closeTenant();
            super.close();
        }
    }

    private static final class Enclave implements Ground {
        private static final long CAPACITY = 4 << 20;
        private final Arena untrusted = Arena.ofShared();
        private final MemorySegment outside = untrusted.allocate(EnclavePool.outsideBytes(CAPACITY));
        private final EnclavePool pool = EnclavePool.builder().usable(512 << 10).capacity(CAPACITY).outside(outside)
                .key(Enclave::key).build();
        private final List<Long> held = new ArrayList<>();
        private @Nullable EnclavePin pin;
        private long fresh;

        static byte[] key() {
            byte[] key = new byte[KEY_BYTES];
            Arrays.fill(key, (byte) 7);
            return key;
        }

        /** More objects than frames: pages must leave. */
        static Enclave crowded() {
            Enclave ground = new Enclave();
            for (int each = 0; each < 40; each++) {
                ground.allocate(20_000);
            }
            return ground;
        }

        void allocate(int byteSize) {
            long address = pool.allocate(byteSize);
            held.add(address);
            pool.write(address, 0, MemorySegment.ofArray(stamp(address, byteSize)));
        }

        void unpin() {
            if (pin != null) {
                pin.close();
                pin = null;
            }
        }

        void freeFresh() {
            if (fresh != 0) {
                pool.free(fresh);
                fresh = 0;
            }
        }

        void freeLast() {
            pool.free(held.getLast());
            held.removeLast();
        }

        private static byte[] stamp(long address, int byteSize) {
            byte[] stamp = new byte[byteSize];
            Arrays.fill(stamp, (byte) (address >>> 4));
            return stamp;
        }

        @Override
        public void verify() {
            for (long address : held) {
                int byteSize = (int) pool.size(address);
                byte[] read = new byte[byteSize];
                pool.read(address, 0, MemorySegment.ofArray(read));
                require(Arrays.equals(read, stamp(address, byteSize)), "bytes of an object are lost");
            }
            require(pin != null || pool.usage().pinnedFrames() == 0, pool.usage());
        }

        @Override
        public void close() {
            unpin();
            freeFresh();
            while (!held.isEmpty()) {
                freeLast();
            }
            require(pool.usage().askedBytes() == 0 && pool.usage().objectBytes() == 0, pool.usage());
            require(pool.usage().heldBytes() == 0 && pool.usage().lostPages() == 0, pool.usage());
            pool.close();
            untrusted.close();
        }
    }

    GuardTrials() {
        trial("guard: open", PoolGround::new, ground -> Guard.over(ground.pool), Trials::nothing);
        trial("guard: tenant", Guarded::new,
                ground -> ground.tenant = ground.guard.tenant("tenant", TenantLimits.share(SHARE)),
                Guarded::closeTenant);
        trial("guard: end of a tenant", Guarded::withTenant, Guarded::closeTenant, Trials::nothing);
        trial("guard: allocate of a tenant", Guarded::withTenant, ground -> {
            ground.tenant().pool().free(ground.tenant().pool().allocateAddress(100_000));
            ground.tenant().pool().free(ground.tenant().allocateAddress(5_000, Duration.ZERO));
        }, Trials::nothing);
        trial("guard: allocate what the rate allows later", Guarded::withPacedTenant, Guarded::allocateWaiting,
                Trials::nothing);
        trial("guard: allocate and free while another waits", Guarded::withWaiter,
                ground -> ground.tenant().pool().free(ground.tenant().pool().allocateAddress(5_000)),
                Trials::nothing);
        trial("guard: figures", Guarded::withTenant,
                ground -> require(ground.tenant().usage() != null && ground.guard.tenants().size() == 1, "no figures"),
                Trials::nothing);
        trial("enclave: open and close", () -> new Enclave(), ground -> new Enclave().close(), Trials::nothing);
        enclave(40);
        enclave(20_000);
        enclaveFree(40);
        enclaveFree(4_500);
        enclaveFree(20_000);
        trial("enclave: pin", Enclave::crowded, ground -> {
            ground.unpin();
            ground.pin = ground.pool.pin(ground.held.getFirst());
            require(ground.pin.pieces() != null, "a pin without pieces");
        }, Enclave::unpin);
        trial("enclave: unpin", () -> {
            Enclave ground = Enclave.crowded();
            ground.pin = ground.pool.pin(ground.held.getFirst());
            return ground;
        }, Enclave::unpin, Trials::nothing);
        trial("enclave: read all, so that pages come and go", Enclave::crowded, Enclave::verify, Trials::nothing);
    }

    private void enclave(int byteSize) {
        trial("enclave: allocate " + byteSize, Enclave::crowded,
                ground -> ground.fresh = ground.pool.allocate(byteSize),
                Enclave::freeFresh);
        trial("enclave: write " + byteSize, () -> {
            Enclave ground = Enclave.crowded();
            ground.allocate(byteSize);
            return ground;
        }, ground -> {
            long address = ground.held.getLast();
            ground.pool.write(address, 0, MemorySegment.ofArray(Enclave.stamp(address, byteSize)));
        }, Trials::nothing);
    }

    /** Of 4,500 bytes some lie in a slot that others share. */
    private void enclaveFree(int byteSize) {
        trial("enclave: free " + byteSize, () -> {
            Enclave ground = Enclave.crowded();
            ground.fresh = ground.pool.allocate(byteSize);
            ground.verify();
            return ground;
        }, Enclave::freeFresh, Trials::nothing);
    }
}
