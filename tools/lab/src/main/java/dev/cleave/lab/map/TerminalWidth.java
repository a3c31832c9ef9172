package dev.cleave.lab.map;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.Console;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** How many columns the terminal behind a file descriptor has, and with that, whether there is a terminal at all. */
public final class TerminalWidth {
    /** Standard output's descriptor. */
    public static final int STANDARD_OUTPUT = 1;

    /** Standard error's descriptor. */
    public static final int STANDARD_ERROR = 2;

    private static final int USUAL = 80;
    private static final long LINUX_GET_WINDOW_SIZE = 0x5413;
    private static final long COLUMNS_OFFSET = 2;
    private static final long WINDOW_SIZE_BYTES = 8;

    private TerminalWidth() {}

    /** The columns, or empty when the descriptor is no terminal. A terminal that does not tell has 80. */
    public static OptionalInt of(int descriptor) {
        if (System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            return askLinux(descriptor);
        }
        boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        return terminal ? OptionalInt.of(USUAL) : OptionalInt.empty();
    }

    private static OptionalInt askLinux(int descriptor) {
        Linker linker = Linker.nativeLinker();
        MethodHandle ioctl = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("ioctl"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(2));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(WINDOW_SIZE_BYTES);
            int answer = (int) ioctl.invokeExact(descriptor, LINUX_GET_WINDOW_SIZE, size);
            if (answer != 0) {
                return OptionalInt.empty();
            }
            int columns = Short.toUnsignedInt(size.get(JAVA_SHORT, COLUMNS_OFFSET));
            return OptionalInt.of(columns == 0 ? USUAL : columns);
        } catch (Throwable failure) {
            throw new IllegalStateException("asking the terminal for its width failed", failure);
        }
    }
}
