package dev.cleave.examples.ffm;

import dev.cleave.arena.PooledArena;
import dev.cleave.memory.Pool;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.LocalDateTime;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the example. */
@Command(
        name = "ffm-library",
        mixinStandardHelpOptions = true,
        description = "Calls functions of the C library, with an arena for each call: the JDK's, and a pool's.")
final class FfmLibrary implements Callable<Integer> {
    private static final int MOST = 10_000_000;
    private static final int ROUNDS = 10;
    private static final LocalDateTime NOON = LocalDateTime.of(2026, 1, 1, 12, 0);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--calls",
            paramLabel = "CALLS",
            defaultValue = "100000",
            description = "How many times are formatted in a round with each kind of arena, 1 to 10 million; 100,000"
                    + " unless told.")
    private int calls;

    @Option(
            names = "--numbers",
            paramLabel = "NUMBERS",
            defaultValue = "100000",
            description = "How many numbers are sorted, 1 to 10 million; 100,000 unless told.")
    private int numbers;

    @Override
    public Integer call() {
        require("--calls", calls);
        require("--numbers", numbers);
        PrintWriter out = spec.commandLine().getOut();
        try (Pool pool = Pool.builder().name("ffm").capacity(128 << 20).build()) {
            sort(pool, out);
            format(pool, out);
            out.println("at the end   " + pool.usage());
        }
        out.flush();
        return 0;
    }

    private void require(String option, int given) {
        if (given < 1 || given > MOST) {
            throw new ParameterException(spec.commandLine(),
                    "%s %,d: it must be from 1 to %,d".formatted(option, given, MOST));
        }
    }

    private void sort(Pool pool, PrintWriter out) {
        SplittableRandom random = new SplittableRandom(1);
        try (PooledArena arena = PooledArena.ofConfined(pool)) {
            MemorySegment sorted = arena.allocate(ValueLayout.JAVA_LONG, numbers);
            for (int each = 0; each < numbers; each++) {
                sorted.setAtIndex(ValueLayout.JAVA_LONG, each, random.nextLong());
            }
            CLibrary.sort(arena, sorted);
            for (int each = 1; each < numbers; each++) {
                if (sorted.getAtIndex(ValueLayout.JAVA_LONG, each - 1) > sorted.getAtIndex(ValueLayout.JAVA_LONG,
                        each)) {
                    throw new IllegalStateException("number " + each + " is smaller than the one before it");
                }
            }
        } // ends the numbers, and the stub that C called
        out.printf("qsort        %,d numbers in order, compared by Java%n", numbers);
    }

    /** The best of several rounds: the first ones tell of code that is not compiled yet. */
    private void format(Pool pool, PrintWriter out) {
        long theirs = Long.MAX_VALUE;
        long ours = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            theirs = Math.min(theirs, nanoseconds(Arena::ofConfined));
            ours = Math.min(ours, nanoseconds(() -> PooledArena.ofConfined(pool)));
        }
        out.printf("strftime     %,d calls, each with an arena of its own; the best of %d rounds%n", calls, ROUNDS);
        out.printf("             Arena.ofConfined()            %,6d ns a call%n", theirs / calls);
        out.printf("             PooledArena.ofConfined(pool)  %,6d ns a call%n", ours / calls);
    }

    private long nanoseconds(Supplier<Arena> arenas) {
        long begin = System.nanoTime();
        for (int each = 0; each < calls; each++) {
            try (Arena arena = arenas.get()) {
                MemorySegment text = CLibrary.format(arena, NOON.withSecond(each % 60));
                int last = text.get(ValueLayout.JAVA_BYTE, text.byteSize() - 2) - '0';
                if (last != each % 10) {
                    throw new IllegalStateException("call " + each + " answered " + text.getString(0));
                }
            }
        }
        return System.nanoTime() - begin;
    }

    static void main(String... arguments) {
        System.exit(new CommandLine(new FfmLibrary()).execute(arguments));
    }
}
