package dev.cleave.lab.peer;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The C library's malloc, called without the thread's change of state; handles are addresses. */
final class MallocPeer implements Peer {
    private static final MethodHandle MALLOC =
            downcall("malloc", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE = downcall("free", FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));

    private static MethodHandle downcall(String function, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(function), descriptor, Linker.Option.critical(false));
    }

    @Override
    public BlockAllocator forThread(int slots) {
        return new Hold();
    }

    private record Hold() implements BlockAllocator {
        @Override
        public long allocate(int order, int slot) {
            try {
                long address = (long) MALLOC.invokeExact((long) UNIT_BYTES << order);
                return address == 0 ? NO_BLOCK : address;
            } catch (Throwable failure) {
                throw new IllegalStateException("malloc could not be called", failure);
            }
        }

        @Override
        public void free(long handle, int slot) {
            try {
                FREE.invokeExact(handle);
            } catch (Throwable failure) {
                throw new IllegalStateException("free could not be called", failure);
            }
        }
    }
}
