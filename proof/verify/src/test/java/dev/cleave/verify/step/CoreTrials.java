package dev.cleave.verify.step;

import dev.cleave.arena.PooledArena;
import dev.cleave.buddy.BuddySpace;
import dev.cleave.memory.MemorySource;
import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pools, their children and leases, and the arenas over them. */
final class CoreTrials extends Trials {
    private static final long SMALL = 5_000;
    private static final long LARGE = 1_000_000;

    CoreTrials() {
        openings();
        blocks();
        children();
        arenas();
    }

    /** A pool that a trial opens. */
    private static final class Opened implements Ground {
        private final MemorySource source;
        private final boolean prefault;
        @Nullable
        Pool pool;

        private Opened(MemorySource source, boolean prefault) {
            this.source = source;
            this.prefault = prefault;
        }

        void open() {
            pool = Pool.builder().capacity(PoolGround.CAPACITY).purge(false).source(source).prefault(prefault).build();
        }

        void touchAndClose() {
            Pool opened = Objects.requireNonNull(pool);
            opened.memory().set(ValueLayout.JAVA_BYTE, opened.capacity() - 1, (byte) 1);
            opened.close();
            pool = null;
        }

        @Override
        public void verify() {}

        @Override
        public void close() throws Exception {
            PoolGround.end(pool);
            if (source instanceof MemorySource.MappedFile(Path path)) {
                boolean unused = Files.deleteIfExists(path);
            }
        }
    }

    private void openings() {
        opening("of anonymous memory", MemorySource.anonymous());
        opening("of transparent huge pages", MemorySource.transparentHugePages());
        opening("of explicit huge pages", MemorySource.explicitHugePages());
        opening("of a memfd", MemorySource.memfd("trial"));
        opening("of a file", MemorySource.file(
                Path.of(System.getProperty("java.io.tmpdir"), "cleave-trial-" + ProcessHandle.current().pid())));
        trial("pool: close", PoolGround::new, ground -> ground.pool.close(), Trials::nothing, true);
    }

    private void opening(String name, MemorySource source) {
        trial("pool: open " + name, () -> new Opened(source, false), Opened::open, Opened::touchAndClose);
        trial("pool: open " + name + ", pre-faulted", () -> new Opened(source, true), Opened::open,
                Opened::touchAndClose);
    }

    /** So many in a row that the stack is the thread's own before the end. */
    private static void pairs(PoolGround ground) {
        BuddySpace space = ground.pool.space();
        for (int pair = 0; pair < 1_000; pair++) {
            space.free(space.allocate(0));
        }
    }

    private <G extends PoolGround> void trial(
            String name, Making<G> making, Step<G> attempt, Step<G> undo, boolean closes) {
        trial(name, () -> {
            G ground = making.make();
            ground.closes = closes;
            return ground;
        }, attempt, undo);
    }

    private void blocks() {
        trial("space: a magazine's stack becomes the thread's own", PoolGround::new, CoreTrials::pairs, ground -> {
            BuddySpace space = ground.pool.space();
            space.flush();
            require(space.freeUnits() == space.units(), space.snapshot());
        });
        trial("pool: allocate a segment", PoolGround::new,
                ground -> ground.block = ground.pool.allocate(SMALL).address(), PoolGround::free);
        trial("pool: allocate an address, aligned", PoolGround::new,
                ground -> ground.block = ground.pool.allocateAddress(LARGE, 1 << 20), PoolGround::free);
        trial("pool: allocate, sampled", () -> new PoolGround(MemorySource.anonymous(), 1),
                ground -> ground.block = ground.pool.allocateAddress(SMALL), PoolGround::free);
        trial("pool: free, sampled", () -> {
            PoolGround ground = new PoolGround(MemorySource.anonymous(), 1);
            ground.block = ground.pool.allocateAddress(SMALL);
            return ground;
        }, PoolGround::free, Trials::nothing);
        trial("pool: allocate of a file", () -> new PoolGround(MemorySource.memfd("trial"), 1L << 40),
                ground -> ground.block = ground.pool.allocateAddress(LARGE), PoolGround::free);
        trial("pool: free a segment", PoolGround::new, ground -> {
            MemorySegment segment = ground.pool.allocate(SMALL);
            ground.block = segment.address();
            ground.pool.free(segment);
            ground.block = 0;
        }, PoolGround::free);
        trial("pool: make longer", () -> PoolGround.withBlock(SMALL), ground -> {
            require(ground.pool.resize(ground.block, LARGE), "no room behind the block");
            require(ground.pool.usage().requestedBytes() == LARGE, ground.pool.usage());
        }, ground -> require(ground.pool.resize(ground.block, SMALL), "cannot be made shorter"));
        trial("pool: make shorter", () -> PoolGround.withBlock(LARGE),
                ground -> require(ground.pool.resize(ground.block, SMALL), "cannot be made shorter"),
                ground -> require(ground.pool.resize(ground.block, LARGE), "no room behind the block"));
        trial("pool: trim", () -> {
            PoolGround ground = PoolGround.withBlock(LARGE);
            ground.pool.memory().fill((byte) 1);
            return ground;
        }, ground -> {
            ground.free();
            long unused = ground.pool.trim();
        }, Trials::nothing);
        trial("pool: snapshot and usage", () -> PoolGround.withBlock(SMALL), ground -> {
            require(ground.pool.usage().requestedBytes() == SMALL, ground.pool.usage());
            require(ground.pool.snapshot() != null, "no snapshot");
        }, Trials::nothing);
        trial("pool: lease", PoolGround::new, ground -> ground.pool.leases()
                .giveBack(ground.pool.leases().lease(SMALL, 1)), Trials::nothing);
    }

    private void children() {
        trial("child: open and close", PoolGround::new,
                ground -> ground.pool.child("child", LARGE).close(), PoolGround::requireNoChildren);
        trial("child: allocate and free", () -> {
            PoolGround ground = new PoolGround();
            ground.child = ground.pool.child("child", 2 * LARGE);
            return ground;
        }, ground -> {
            Pool child = Objects.requireNonNull(ground.child);
            child.free(child.allocate(LARGE));
        }, Trials::nothing);
    }

    private void arenas() {
        arena("confined", PooledArena::ofConfined);
        arena("shared", PooledArena::ofShared);
        arena("trusted", PooledArena::ofTrusted);
    }

    private void arena(String kind, Function<Pool, PooledArena> opening) {
        trial("arena: " + kind + ", from opening to closing", PoolGround::new, ground -> {
            try (Arena arena = opening.apply(ground.pool)) {
                arena.allocate(100).fill((byte) 1);
                arena.allocate(SMALL, 64).fill((byte) 2);
                arena.allocate(LARGE).fill((byte) 3);
            }
            ground.requireAllFree();
        }, Trials::nothing);
    }
}
