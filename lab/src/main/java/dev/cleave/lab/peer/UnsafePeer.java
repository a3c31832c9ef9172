package dev.cleave.lab.peer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;

/**
 * {@code sun.misc.Unsafe}'s off-heap calls; handles are addresses.
 *
 * <p>Bound by name, for the class is deprecated for removal: on a JDK without it the peer says so. Newer JDKs warn unless
 * started with {@code --sun-misc-unsafe-memory-access=allow}.
 */
final class UnsafePeer implements Peer {
    private static final MethodHandle ALLOCATE = bind("allocateMemory", MethodType.methodType(long.class, long.class));
    private static final MethodHandle FREE = bind("freeMemory", MethodType.methodType(void.class, long.class));

    private static MethodHandle bind(String method, MethodType type) {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return MethodHandles.lookup().findVirtual(unsafe, method, type).bindTo(instance.get(null));
        } catch (ReflectiveOperationException missing) {
            throw new UnsupportedOperationException("this JDK has no sun.misc.Unsafe." + method, missing);
        }
    }

    @Override
    public BlockAllocator forThread(int slots) {
        return new Hold();
    }

    private record Hold() implements BlockAllocator {
        @Override
        public long allocate(int order, int slot) {
            try {
                return (long) ALLOCATE.invokeExact((long) UNIT_BYTES << order);
            } catch (OutOfMemoryError full) {
                return NO_BLOCK;
            } catch (Throwable failure) {
                throw new IllegalStateException("Unsafe.allocateMemory could not be called", failure);
            }
        }

        @Override
        public void free(long handle, int slot) {
            try {
                FREE.invokeExact(handle);
            } catch (Throwable failure) {
                throw new IllegalStateException("Unsafe.freeMemory could not be called", failure);
            }
        }
    }
}
