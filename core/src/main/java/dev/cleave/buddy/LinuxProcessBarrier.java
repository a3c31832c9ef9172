package dev.cleave.buddy;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;

/**
 * {@code membarrier(2)}, private and expedited: it interrupts the processors that run a thread of
 * this process.
 */
final class LinuxProcessBarrier implements ProcessBarrier {
    private static final long EXPEDITED = 1 << 3;
    private static final long REGISTER = 1 << 4;

    /**
     * The numbers of {@code membarrier}, which the C library has no function for, by {@code
     * os.arch}.
     */
    private static final Map<String, Long> NUMBERS = Map.of("amd64", 324L, "aarch64", 283L);

    static final ProcessBarrier USUAL = usual();

    private final MethodHandle call;
    private final long number;

    private LinuxProcessBarrier(long number) {
        Linker linker = Linker.nativeLinker();
        this.number = number;
        this.call = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
    }

    /** Without room on the Java heap there is none: spaces work without. */
    private static ProcessBarrier usual() {
        Long number = System.getProperty("os.name", "").equals("Linux")
                ? NUMBERS.get(System.getProperty("os.arch", ""))
                : null;
        if (number == null || !LinuxProcessBarrier.class.getModule().isNativeAccessEnabled()) {
            return NONE;
        }
        try {
            LinuxProcessBarrier barrier = new LinuxProcessBarrier(number);
            return barrier.command(REGISTER) && barrier.pass() ? barrier : NONE;
        } catch (OutOfMemoryError noRoom) {
            return NONE;
        }
    }

    /** A process that was restored from a checkpoint has to register again. */
    @Override
    public boolean pass() {
        return command(EXPEDITED) || command(REGISTER) && command(EXPEDITED);
    }

    private boolean command(long command) {
        try {
            return (long) call.invokeExact(number, command, 0L, 0L) == 0;
        } catch (Error noRoom) {
            throw noRoom;
        } catch (Throwable impossible) {
            throw new LinkageError("membarrier could not be called", impossible);
        }
    }
}
