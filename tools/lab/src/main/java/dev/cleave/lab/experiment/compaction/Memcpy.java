package dev.cleave.lab.experiment.compaction;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** The C library's memcpy. */
final class Memcpy {
    private static final MethodHandle FUNCTION = Linker.nativeLinker().downcallHandle(
            Linker.nativeLinker().defaultLookup().findOrThrow("memcpy"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    /** Copies bytes between addresses, which the caller answers for. */
    void copy(long to, long from, long byteSize) {
        try {
            long answer = (long) FUNCTION.invokeExact(to, from, byteSize);
            if (answer != to) {
                throw new AssertionError("memcpy answers its target, not 0x" + Long.toHexString(answer));
            }
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
