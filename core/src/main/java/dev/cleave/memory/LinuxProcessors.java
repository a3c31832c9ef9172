package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;

/** Linux's processors: the one that the caller runs on, and those that this process may run on. */
final class LinuxProcessors {
    private static final String CALL = "sched_getcpu";

    private LinuxProcessors() {}

    /** Loads the call only where the C library has it. */
    private static final class Call {
        static final MethodHandle SCHED_GETCPU = NativeCalls.trivial(CALL, FunctionDescriptor.of(JAVA_INT));

        private Call() {}

        /** The processor's number, or -1 where the kernel does not tell. */
        static int current() {
            try {
                return (int) SCHED_GETCPU.invokeExact();
            } catch (Throwable thrown) {
                throw NativeCalls.rethrown(thrown);
            }
        }
    }

    static ProcessorNumbers numbers(KernelText kernel) {
        if (!NativeCalls.has(CALL)) {
            return ProcessorNumbers.threadIds("the C library has no " + CALL);
        }
        if (Call.current() < 0) {
            return ProcessorNumbers.threadIds("the kernel refuses " + CALL);
        }
        BitSet allowed = KernelText.set(kernel.value("proc/self/status", "Cpus_allowed_list").orElse(""));
        if (allowed.isEmpty()) {
            allowed.set(0, Runtime.getRuntime().availableProcessors());
        }
        return ProcessorNumbers.of(Call::current, allowed, CALL);
    }
}
