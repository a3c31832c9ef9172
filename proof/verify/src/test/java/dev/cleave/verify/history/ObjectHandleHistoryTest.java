package dev.cleave.verify.history;

import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;
import dev.cleave.objects.ObjectPin;
import dev.cleave.objects.ObjectSpace;
import dev.cleave.verify.history.HandleHistoryTest.PlainHandle;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One object that two threads pin and free, while it is evacuated: as {@link HandleHistoryTest}. */
@DisplayName("The handle of an object")
class ObjectHandleHistoryTest {
    @Test
    @DisplayName("is linearizable in every interleaving looked at, whatever is evacuated")
    void modelChecked() {
        LinearizableSpace.modelCheckingHeaps(PlainHandle.class)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(4 * LinearizableSpace.FACTOR)
                .check(OneObject.class);
    }

    @Test
    @DisplayName("is linearizable under real threads, whatever is evacuated")
    void stressed() {
        LinearizableSpace.stress(PlainHandle.class)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(4 * LinearizableSpace.FACTOR)
                .check(OneObject.class);
    }

    /** A space in which the object's region is nearly empty, and is evacuated by the first step. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class OneObject {
        private static final long REGION = 4 << 10;
        private static final long BYTES = 1000;
        private static final long STAMP = 42;

        /** Never closed, as Lincheck cannot follow that. */
        private final Pool pool = Pool.builder().capacity(4 * REGION).unit(REGION).purge(false)
                .budget(MemoryBudget.unlimited()).build();

        private final ObjectSpace space = ObjectSpace.builder(pool).region(REGION).stripes(1).copies(0).build();
        private final long object;
        private final List<Deque<ObjectPin>> held = List.of(new ArrayDeque<>(), new ArrayDeque<>());

        /** The object is alone in its region, another is in the open one. */
        public OneObject() {
            long[] beside = {space.allocate(BYTES), space.allocate(BYTES), space.allocate(BYTES)};
            object = space.allocate(BYTES);
            space.allocate(BYTES);
            for (long each : beside) {
                space.free(each);
            }
            try (ObjectPin pin = space.pin(object)) {
                pin.putLong(0, STAMP, ByteOrder.nativeOrder());
            }
        }

        /** Pins the object. */
        @Operation
        public boolean pin(@Param(name = "thread") int thread) {
            ObjectPin pin;
            try {
                pin = space.pin(object);
            } catch (IllegalStateException freed) {
                return false;
            }
            held.get(LinearizableSpace.holder(thread)).push(pin);
            return true;
        }

        /** Closes the thread's last pin, and sees what the object has. */
        @Operation
        public boolean unpin(@Param(name = "thread") int thread) {
            Deque<ObjectPin> own = held.get(LinearizableSpace.holder(thread));
            if (own.isEmpty()) {
                return false;
            }
            ObjectPin pin = own.pop();
            if (pin.getLong(0, ByteOrder.nativeOrder()) != STAMP) {
                throw new IllegalStateException("the object is not where it was pinned");
            }
            pin.close();
            return true;
        }

        /** Frees the object, if nobody has it pinned. */
        @Operation
        public boolean free() {
            try {
                space.free(object);
                return true;
            } catch (IllegalStateException refused) {
                return false;
            }
        }

        /** Evacuates the object's region, or does not. */
        @Operation
        public void move() {
            space.step(REGION);
        }

        /** Nothing may be lost. */
        @Validate
        public void inOrder() {
            if (space.usage().heldBytes() != space.heldBytes()) {
                throw new IllegalStateException(space.usage() + " is not " + space.heldBytes());
            }
            if (space.objects() != (space.isLive(object) ? 2 : 1)) {
                throw new IllegalStateException(space.objects() + " objects live");
            }
        }
    }
}
