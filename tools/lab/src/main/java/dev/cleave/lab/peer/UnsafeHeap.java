package dev.cleave.lab.peer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;

/**
 * {@code sun.misc.Unsafe}'s off-heap calls, which align to 16 bytes at most and do not tell what they set aside.
 *
 * <p>Bound by name, for the class is deprecated for removal: on a JDK without it the heap cannot be opened and says so.
 * Newer JDKs warn unless started with {@code --sun-misc-unsafe-memory-access=allow}.
 */
final class UnsafeHeap implements ByteAllocator {
    UnsafeHeap() {
        try {
            MethodHandles.lookup().ensureInitialized(Calls.class);
        } catch (IllegalAccessException | LinkageError missing) {
            Throwable reason = missing.getCause() == null ? missing : missing.getCause();
            throw new UnsupportedOperationException("this JDK's sun.misc.Unsafe cannot be used: " + reason.getMessage(),
                    missing);
        }
    }

    /** The calls, in a class of their own, so that the JIT compiler knows them as constants once they could be bound. */
    private static final class Calls {
        static final MethodHandle ALLOCATE = bind("allocateMemory", MethodType.methodType(long.class, long.class));
        static final MethodHandle FREE = bind("freeMemory", MethodType.methodType(void.class, long.class));

        private static MethodHandle bind(String method, MethodType type) {
            try {
                Class<?> unsafe = Class.forName("sun.misc.Unsafe");
                Field instance = unsafe.getDeclaredField("theUnsafe");
                instance.setAccessible(true);
                return MethodHandles.lookup().findVirtual(unsafe, method, type).bindTo(instance.get(null));
            } catch (ReflectiveOperationException missing) {
                throw new IllegalStateException("it has no " + method, missing);
            }
        }
    }

    @Override
    public long allocate(long byteSize, int slot) {
        try {
            return (long) Calls.ALLOCATE.invokeExact(byteSize);
        } catch (OutOfMemoryError full) {
            return NO_ADDRESS;
        } catch (Throwable failure) {
            throw new IllegalStateException("Unsafe.allocateMemory could not be called", failure);
        }
    }

    @Override
    public void free(long address, int slot) {
        try {
            Calls.FREE.invokeExact(address);
        } catch (Throwable failure) {
            throw new IllegalStateException("Unsafe.freeMemory could not be called", failure);
        }
    }

    @Override
    public long blockBytes(long address, int slot, long byteSize) {
        return byteSize;
    }
}
