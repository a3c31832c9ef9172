package dev.cleave.lab.imports;

import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceLimits;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What valgrind prints with {@code --trace-malloc=yes}: the calls of a program to its allocator,
 * each on a line.
 *
 * <pre>
 *   --4242-- malloc(72704) = 0x5B8C040           --4242-- free(0x5B8C040)
 *   --4242-- calloc(4,10) = 0x5B9DC80            --4242-- _Znwm(16) = 0x5B9DCE0
 *   --4242-- realloc(0x5B9DC80,100) = 0x5B9DD30  --4242-- memalign(al 64, size 100) = 0x5B9DE40
 *   --4242-- realloc(0x0,10)malloc(10) = 0x5B9DF00    older ones call the one from within the other
 * </pre>
 *
 * <p>All else that valgrind or the program says is passed over. Processes take the place of
 * threads; each has its own pointers.
 */
final class ValgrindReader implements RecordingReader {
    private static final Pattern CALL =
            Pattern.compile("--(?:[\\d:.]+ )?(?<process>\\d+)-- (?:.*[^\\w])?(?<name>[A-Za-z_]\\w*)"
                    + "\\((?<arguments>[^()]*)\\)\\s*(?:= (?<result>\\S+))?\\s*");
    private static final Set<String> SIMPLE = Set.of("malloc", "valloc", "pvalloc", "builtin_new", "__builtin_new",
            "builtin_vec_new", "__builtin_vec_new");
    private static final Set<String> ALIGNED = Set.of("memalign", "posix_memalign", "aligned_alloc");
    private static final Set<String> FREEING = Set.of("free", "cfree", "builtin_delete", "__builtin_delete",
            "builtin_vec_delete", "__builtin_vec_delete", "free_sized", "free_aligned_sized");
    private static final int PROCESS_SHIFT = 48;

    private final LineSource lines;
    private final TraceStream trace;
    private final HeapRecording heap;

    ValgrindReader(LineSource lines, TraceStream trace) {
        this.lines = lines;
        this.trace = trace;
        heap = new HeapRecording(trace);
    }

    @Override
    public void read(String line) throws MalformedTraceException, IOException {
        Matcher call = CALL.matcher(line);
        if (!call.matches()) {
            trace.passOver("lines that tell of no call passed over", 1);
            return;
        }
        String name = call.group("name");
        List<String> arguments = List.of(call.group("arguments").split("\\s*,\\s*"));
        int process = heap.thread(lines, call.group("process"));
        @Nullable String result = call.group("result");
        if (frees(name)) {
            heap.free(key(arguments.getFirst(), process), process);
        } else if (allocates(name) && result != null && arguments.size() >= leastArguments(name)) {
            allocate(name, arguments, result, process);
        } else {
            trace.passOver("other calls passed over", 1);
        }
    }

    /**
     * C++ calls its operators {@code _Znwm} and {@code _ZdlPv}, and more letters where an alignment
     * or a size is given.
     */
    private static boolean frees(String name) {
        return FREEING.contains(name) || name.startsWith("_Zdl") || name.startsWith("_Zda");
    }

    private static boolean allocates(String name) {
        return SIMPLE.contains(name) || ALIGNED.contains(name) || isRealloc(name) || name.equals("calloc")
                || name.startsWith("_Znw") || name.startsWith("_Zna");
    }

    private static int leastArguments(String name) {
        return name.equals("reallocarray") ? 3 : isRealloc(name) || name.equals("calloc") ? 2 : 1;
    }

    private static boolean isRealloc(String name) {
        return name.equals("realloc") || name.equals("reallocf") || name.equals("reallocarray");
    }

    private void allocate(String name, List<String> arguments, String result, int process)
            throws MalformedTraceException, IOException {
        boolean again = isRealloc(name);
        List<String> sizes = again ? arguments.subList(1, arguments.size()) : arguments;
        long old = again ? key(arguments.getFirst(), process) : 0;
        long pointer = key(result, process);
        if (pointer == 0) {
            fail(old, sizes.getLast(), process);
            return;
        }
        if (old != 0) {
            heap.free(old, process);
        }
        heap.allocate(pointer, bytes(name, sizes), process);
    }

    /** A reallocation to nothing frees; one that fails leaves the block where it is. */
    private void fail(long old, String size, int process) throws IOException {
        if (old != 0 && size.equals("0")) {
            heap.free(old, process);
        } else {
            heap.failed(size);
        }
    }

    private long bytes(String name, List<String> sizes) throws MalformedTraceException {
        if (name.equals("calloc") || name.equals("reallocarray")) {
            long count = size(sizes.getFirst());
            long each = size(sizes.getLast());
            boolean fits = Math.multiplyHigh(count, each) == 0 && count * each >= 0;
            return size(String.valueOf(fits ? count * each : Long.MAX_VALUE));
        }
        String text = sizes.stream().filter(each -> !each.startsWith("al")).findFirst().orElse("");
        return size(text.replaceFirst("^size ", ""));
    }

    private long size(String digits) throws MalformedTraceException {
        return lines.number("the size", digits.strip(), 10, 0, TraceLimits.MAX_BYTES);
    }

    /** Pointers of user space have 47 bits, above which there is room for the process. */
    private long key(String pointer, int process) throws MalformedTraceException {
        long address = lines.pointer("the pointer", pointer.strip());
        return address == 0 ? 0 : address ^ (long) process << PROCESS_SHIFT;
    }

    @Override
    public void end() {
        // A program that crashed may stop anywhere.
    }
}
