package dev.cleave.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Functions of the C library, bound so that their error number is not lost: for modules that need a
 * call which {@link OperatingSystem} does not have.
 *
 * <p>A function is bound once, into a static final handle, and called through {@link #invoke}:
 *
 * <pre>{@code
 * private static final MethodHandle FSYNC =
 *         NativeCalls.handle("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
 *
 * long answer = NativeCalls.invoke(state -> (int) FSYNC.invokeExact(state, descriptor));
 * if (answer < 0) {
 *     throw new OperatingSystemException("fsync", "write " + file, (int) -answer, "free disk space");
 * }
 * }</pre>
 *
 * <p>Any thread may call at any time. What {@code invoke} and the JDK need of the Java heap they
 * take before the call, and nothing after it: no error of the Java heap can lose an answer. Binding
 * needs native access for this module ({@code --enable-native-access}). Whoever can call this class
 * can call any function with any arguments, and a wrong one may end the JVM.
 */
public final class NativeCalls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /**
     * A thread tries this many states from the one that its id points to, and then makes one of its
     * own.
     */
    private static final int TRIES = 4;

    private static final int STATES = 64;

    /** The distance of two states, so that no two share a cache line. */
    private static final int STATE_STRIDE = 128;

    private static final MemorySegment[] POOL = states();
    private static final AtomicIntegerArray CLAIMED = new AtomicIntegerArray(STATES);

    static {
        warmUp();
    }

    private NativeCalls() {}

    /** One call of a bound function, with the state that its handle wants first. */
    @FunctionalInterface
    public interface Call {
        /** Calls; answers what the function answered. */
        long run(MemorySegment state) throws Throwable;
    }

    /**
     * Binds a function so that its error number is kept: the handle's first parameter, before those
     * of the shape, is the state that {@link #invoke} hands to its call.
     *
     * @throws UnsupportedOperationException where the C library has no such function
     * @throws IllegalCallerException where native access is denied
     */
    public static MethodHandle handle(String name, FunctionDescriptor shape, Linker.Option... more) {
        Linker.Option[] options = Arrays.copyOf(more, more.length + 1);
        options[more.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(symbol(name), shape, options);
    }

    /**
     * Binds a function without its error number: a call of it needs nothing of the Java heap, where
     * one that keeps the number makes an object of 40 bytes before it calls. For what gives memory
     * back, which a full heap must not keep from doing so.
     *
     * @throws UnsupportedOperationException where the C library has no such function
     * @throws IllegalCallerException where native access is denied
     */
    public static MethodHandle plain(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(symbol(name), shape);
    }

    /**
     * Binds a function that is over in far less than a microsecond and never waits: a call of it
     * does not tell the JVM that the thread has left Java, so a garbage collection waits for its
     * end. Its error number is not kept.
     *
     * @throws UnsupportedOperationException where the C library has no such function
     * @throws IllegalCallerException where native access is denied
     */
    public static MethodHandle trivial(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(symbol(name), shape, Linker.Option.critical(false));
    }

    /**
     * Whether the C library, or a library that this class's loader has loaded, has the function.
     */
    public static boolean has(String name) {
        return find(name).isPresent();
    }

    /**
     * Calls a function bound by {@link #handle}: what it answered, or where that is -1 the negated
     * error number. So a negative answer is an error, and every other one is the function's own.
     * Cost: that of the call, and two atomic writes.
     */
    public static long invoke(Call call) {
        int first = (int) Thread.currentThread().threadId();
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int at = first + attempt & STATES - 1;
            if (CLAIMED.compareAndSet(at, 0, 1)) {
                try {
                    return answer(call, POOL[at]);
                } finally {
                    CLAIMED.setRelease(at, 0);
                }
            }
        }
        try (Arena arena = Arena.ofConfined()) {
            return answer(call, arena.allocate(STATE));
        }
    }

    private static long answer(Call call, MemorySegment state) {
        try {
            long answer = call.run(state);
            return answer == -1 ? -(int) ERRNO.get(state, 0L) : answer;
        } catch (Throwable thrown) {
            throw rethrown(thrown);
        }
    }

    /** Throws on what a handle's type lets a call throw. */
    static AssertionError rethrown(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        return new AssertionError("a foreign call declares no checked exception", thrown);
    }

    private static Optional<MemorySegment> find(String name) {
        return LINKER.defaultLookup().or(SymbolLookup.loaderLookup()).find(name);
    }

    private static MemorySegment symbol(String name) {
        return find(name).orElseThrow(() -> new UnsupportedOperationException("the C library has no " + name));
    }

    private static MemorySegment[] states() {
        MemorySegment all = Arena.global().allocate((long) STATES * STATE_STRIDE, STATE_STRIDE);
        MemorySegment[] states = new MemorySegment[STATES];
        Arrays.setAll(states, at -> all.asSlice((long) at * STATE_STRIDE, STATE.byteSize()));
        return states;
    }

    /**
     * A bad descriptor's close links everything that a call and its error number need, while there
     * is heap for it.
     */
    private static void warmUp() {
        MethodHandle close =
                handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        long answer = invoke(state -> (int) close.invokeExact(state, -1));
        if (answer != -Errno.EBADF.number()) {
            throw new IllegalStateException(
                    "errors of foreign calls cannot be told here: closing nothing answered " + answer);
        }
    }
}
