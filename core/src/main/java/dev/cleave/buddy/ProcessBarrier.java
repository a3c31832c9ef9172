package dev.cleave.buddy;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;

/**
 * A full memory barrier on every thread of this process, wherever it is: the expensive half of an
 * asymmetric fence. A thread that writes one word and then reads another needs no fence of its own
 * against whoever writes the other, passes this barrier, and then reads the first.
 */
@FunctionalInterface
interface ProcessBarrier {
    /** There is none: whoever needs one must do without. */
    ProcessBarrier NONE = () -> false;

    /** Passes the barrier: answers whether there was one. */
    boolean pass();

    /**
     * That of Linux, where native access is allowed to this module, so that no warning appears: a
     * caller without it gets {@link #NONE}, as do those on other systems.
     */
    static ProcessBarrier usual() {
        return Linux.USUAL;
    }

    /**
     * {@code membarrier(2)}, private and expedited: it interrupts the processors that run a thread
     * of this process.
     */
    final class Linux implements ProcessBarrier {
        private static final long EXPEDITED = 1 << 3;
        private static final long REGISTER = 1 << 4;

        /**
         * The numbers of {@code membarrier}, which the C library has no function for, by {@code
         * os.arch}.
         */
        private static final Map<String, Long> NUMBERS = Map.of("amd64", 324L, "aarch64", 283L);

        static final ProcessBarrier USUAL = open();

        private final MethodHandle call;
        private final long number;

        private Linux(MethodHandle call, long number) {
            this.call = call;
            this.number = number;
        }

        private static ProcessBarrier open() {
            Long number = System.getProperty("os.name", "").equals("Linux")
                    ? NUMBERS.get(System.getProperty("os.arch", ""))
                    : null;
            if (number == null || !ProcessBarrier.class.getModule().isNativeAccessEnabled()) {
                return NONE;
            }
            Linker linker = Linker.nativeLinker();
            Linux barrier = new Linux(
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("syscall"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG),
                            Linker.Option.firstVariadicArg(1)),
                    number);
            return barrier.command(REGISTER) && barrier.pass() ? barrier : NONE;
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
}
