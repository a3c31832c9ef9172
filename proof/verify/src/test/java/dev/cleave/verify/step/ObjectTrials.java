package dev.cleave.verify.step;

import dev.cleave.memory.MemorySource;
import dev.cleave.objects.ObjectPin;
import dev.cleave.objects.ObjectScope;
import dev.cleave.objects.ObjectShape;
import dev.cleave.objects.ObjectSpace;
import dev.cleave.objects.TracedObjects;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Spaces of small objects and giants, scopes, and objects that are traced. */
final class ObjectTrials extends Trials {
    private static final int SMALL = 60;
    private static final int GIANT = 200_000;
    private static final int MORE = 2_000;

    private static final class Space extends PoolGround {
        private final ObjectSpace space = ObjectSpace.builder(pool).region(64 << 10).stripes(1).build();
        private final List<Long> held = new ArrayList<>();
        private final long[] fresh = new long[MORE];

        Space() {
            this(1L << 40);
        }

        private Space(long bytesPerSample) {
            super(MemorySource.anonymous(), bytesPerSample);
        }

        /** Each region that is leased is a sample. */
        static Space sampled() {
            return new Space(1);
        }

        static Space filled() {
            Space ground = new Space();
            for (int each = 0; each < 2_000; each++) {
                ground.allocate(SMALL);
            }
            return ground;
        }

        /** Two of three objects are free: regions are to be evacuated. */
        static Space scattered() {
            Space ground = filled();
            for (int each = ground.held.size() - 1; each >= 0; each--) {
                if (each % 3 != 0) {
                    ground.space.free(ground.held.remove(each));
                }
            }
            return ground;
        }

        static Space withObject(int byteSize) {
            Space ground = new Space();
            ground.allocate(byteSize);
            return ground;
        }

        void allocate(int byteSize) {
            long handle = space.allocate(byteSize);
            held.add(handle);
            space.write(handle, 0, stamp(handle, byteSize), 0, byteSize);
        }

        private static byte[] stamp(long handle, int byteSize) {
            byte[] stamp = new byte[byteSize];
            Arrays.fill(stamp, (byte) (handle * 31 + 7));
            return stamp;
        }

        void freeFresh() {
            for (int each = 0; each < MORE; each++) {
                if (fresh[each] != 0) {
                    space.free(fresh[each]);
                    fresh[each] = 0;
                }
            }
        }

        void freeLast() {
            if (!held.isEmpty()) {
                if (space.isLive(held.getLast())) {
                    space.free(held.getLast());
                }
                held.removeLast();
            }
        }

        @Override
        public void verify() throws Exception {
            super.verify();
            for (long handle : held) {
                int byteSize = (int) space.byteSize(handle);
                byte[] read = new byte[byteSize];
                space.read(handle, 0, read, 0, byteSize);
                Trials.require(Arrays.equals(read, stamp(handle, byteSize)), "bytes of an object are lost");
            }
        }

        @Override
        public void close() throws Exception {
            freeFresh();
            while (!held.isEmpty()) {
                freeLast();
            }
            Trials.require(space.objects() == 0 && space.liveBytes() == 0, space.usage());
            space.close();
            super.close();
        }
    }

    ObjectTrials() {
        trial("objects: open and close", PoolGround::new, ground -> ObjectSpace.over(ground.pool).close(),
                Trials::nothing);
        for (int byteSize : new int[] {SMALL, GIANT}) {
            trial("objects: allocate " + byteSize, Space::new,
                    ground -> ground.space.free(ground.space.allocate(byteSize)), Trials::nothing);
            trial("objects: pin, read and write " + byteSize, () -> Space.withObject(byteSize), ground -> {
                long handle = ground.held.getFirst();
                try (ObjectPin pin = ground.space.pin(handle)) {
                    require(pin.segment().byteSize() == byteSize, pin);
                }
                ground.space.write(handle, 0, Space.stamp(handle, byteSize), 0, byteSize);
                require(ground.space.read(handle, memory -> memory.byteSize()) == byteSize, "its size is lost");
            }, Trials::nothing);
            trial("objects: free " + byteSize, () -> Space.withObject(byteSize), Space::freeLast, Trials::nothing);
        }
        trial("objects: many more", Space::filled, ground -> {
            ground.freeFresh();
            for (int each = 0; each < MORE; each++) {
                ground.fresh[each] = ground.space.allocate(SMALL);
            }
        }, Space::freeFresh);
        trial("objects: first, and its region, sampled", Space::sampled, ground -> {
            ground.freeFresh();
            ground.fresh[0] = ground.space.allocate(SMALL);
        }, Space::freeFresh);
        trial("objects: evacuate", Space::scattered, ground -> ground.space.step(1 << 20), Trials::nothing);
        trial("objects: trim", Space::scattered, ground -> ground.space.trim(), Trials::nothing);
        trial("objects: usage", Space::scattered, ground -> require(ground.space.usage() != null, "no figures"),
                Trials::nothing);
        trial("scope: allocate, keep and close", Space::new, ground -> {
            try (ObjectScope scope = ObjectScope.of(ground.space)) {
                for (int each = 0; each < 20; each++) {
                    long unused = scope.allocate(SMALL);
                }
            }
        }, Trials::nothing);
        trial("traced: allocate, link and collect", Space::new, ground -> {
            try (TracedObjects traced = TracedObjects.of(ground.space)) {
                ObjectShape shape = ObjectShape.of(SMALL, 0, 8);
                long first = traced.allocate(shape);
                long second = traced.allocate(shape);
                traced.link(first, 0, second);
                traced.release(second);
                traced.collect();
                require(traced.linked(first, 0) == second, "a link is lost");
                traced.release(first);
                traced.collect();
            }
        }, ground -> require(ground.space.objects() == 0, ground.space.usage()));
    }
}
