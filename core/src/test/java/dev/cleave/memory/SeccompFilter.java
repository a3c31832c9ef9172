package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;

/** Makes the kernel refuse calls to this process for ever, as a container's seccomp profile does. */
final class SeccompFilter {
    private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");

    /** The numbers of calls on x86 and on Arm. */
    private static final Map<String, List<Integer>> NUMBERS = Map.of(
            "mbind", List.of(237, 235),
            "mincore", List.of(27, 232),
            "madvise", List.of(28, 233),
            "memfd_create", List.of(319, 279),
            "fallocate", List.of(285, 47),
            "getcpu", List.of(309, 168),
            "seccomp", List.of(317, 277));

    private static final int SET_NO_NEW_PRIVILEGES = 38;
    private static final long SET_MODE_FILTER = 1;
    private static final long ALL_THREADS = 1;
    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int REFUSE = 0x0005_0000;
    private static final int ALLOW = 0x7fff_0000;

    private SeccompFilter() {}

    /** From now on each of these calls answers with this error number, in every thread. */
    static void refuse(int errorNumber, String... calls) {
        try (Arena arena = Arena.ofConfined()) {
            int count = 2 * calls.length + 2;
            MemorySegment filter = arena.allocate(8L * count, 8);
            instruction(filter, 0, LOAD_WORD, 0, 0);
            for (int i = 0; i < calls.length; i++) {
                instruction(filter, 2 * i + 1, JUMP_IF_EQUAL, 1, number(calls[i]));
                instruction(filter, 2 * i + 2, RETURN, 0, REFUSE | errorNumber);
            }
            instruction(filter, count - 1, RETURN, 0, ALLOW);
            MemorySegment program = arena.allocate(16, 8);
            program.set(JAVA_SHORT, 0, (short) count);
            program.set(ADDRESS, 8, filter);
            require((int) handle("prctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                    JAVA_LONG)).invokeExact(SET_NO_NEW_PRIVILEGES, 1L, 0L, 0L, 0L));
            require((long) handle("syscall",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS))
                    .invokeExact((long) number("seccomp"), SET_MODE_FILTER, ALL_THREADS, program));
        } catch (Throwable refused) {
            throw new AssertionError("no seccomp filter", refused);
        }
    }

    private static void instruction(MemorySegment filter, int at, int code, int otherwise, int operand) {
        filter.set(JAVA_SHORT, 8L * at, (short) code);
        filter.set(JAVA_BYTE, 8L * at + 3, (byte) otherwise);
        filter.set(JAVA_INT, 8L * at + 4, operand);
    }

    private static int number(String call) {
        return NUMBERS.get(call).get(ARM ? 1 : 0);
    }

    private static MethodHandle handle(String name, FunctionDescriptor shape) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
    }

    private static void require(long answer) {
        if (answer != 0) {
            throw new AssertionError("the kernel refused the filter: " + answer);
        }
    }
}
