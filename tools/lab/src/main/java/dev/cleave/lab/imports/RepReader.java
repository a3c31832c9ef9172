package dev.cleave.lab.imports;

import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceLimits;
import java.io.IOException;

/**
 * The scripts of the malloc lab (Bryant and O'Hallaron, <i>Computer Systems: A Programmer's
 * Perspective</i>).
 *
 * <pre>
 *   20000        a suggestion for the heap's size   } newer ones: the weight first, the bytes at the peak last;
 *   3            how many ids there are             } some have only the two in the middle
 *   4            how many operations follow         }
 *   1            the weight of the script           }
 *   a 0 512      allocate 512 bytes, call them 0
 *   a 1 128
 *   r 0 640      reallocate: here a free and an allocation
 *   f 1          free
 * </pre>
 *
 * <p>As in C, a reallocation of what is not allocated allocates, and {@code f -1} frees nothing.
 * Blank lines are allowed.
 */
final class RepReader implements RecordingReader {
    private static final String[] LONG_HEAD = {"the suggested heap size", "the number of ids",
        "the number of operations", "the weight"};
    private static final String HEADS = "four numbers (" + String.join(", ", LONG_HEAD)
            + ") or two (ids, operations), one a line";
    private static final int SHORT_HEAD_NUMBERS = 2;
    private static final int THREAD = 0;
    private static final String FORMS = "'a ID BYTES', 'r ID BYTES' or 'f ID'";

    private final LineSource lines;
    private final TraceStream trace;
    private final long[] head = new long[LONG_HEAD.length];
    private int headNumbers;
    private boolean headRead;
    private long ids;
    private long operationsPromised;
    private long operations;

    RepReader(LineSource lines, TraceStream trace) {
        this.lines = lines;
        this.trace = trace;
    }

    @Override
    public void read(String line) throws MalformedTraceException, IOException {
        String text = line.strip();
        if (text.isEmpty()) {
            return;
        }
        boolean operation = Character.isLetter(text.charAt(0));
        if (headNumbers < head.length && !headRead && !(operation && headNumbers == SHORT_HEAD_NUMBERS)) {
            head[headNumbers] = lines.number(LONG_HEAD[headNumbers], text, 10, 0, Long.MAX_VALUE);
            headNumbers++;
            return;
        }
        readHead();
        String[] words = text.split("\\s+");
        boolean frees = words[0].equals("f");
        if (!frees && !words[0].equals("a") && !words[0].equals("r")) {
            throw lines.malformed("unknown operation " + LineSource.quoted(words[0]) + ": expected " + FORMS);
        }
        if (words.length != (frees ? 2 : 3)) {
            throw lines.malformed("has " + words.length + (words.length == 1 ? " field" : " fields") + ": expected "
                    + FORMS);
        }
        operations++;
        if (frees) {
            free(words[1]);
        } else {
            allocate(id(words[1]), words[2], words[0].equals("r"));
        }
    }

    /** What the head says once it is known how long it is. */
    private void readHead() {
        int before = headNumbers == SHORT_HEAD_NUMBERS ? 0 : 1;
        ids = head[before];
        operationsPromised = head[before + 1];
        headRead = true;
    }

    private void free(String word) throws MalformedTraceException, IOException {
        if (word.equals("-1")) {
            trace.passOver("frees of nothing (f -1) left out", 1);
        } else if (!trace.free(id(word), THREAD)) {
            throw lines.malformed("frees id " + word + ", which is not allocated here");
        }
    }

    private void allocate(long id, String word, boolean again) throws MalformedTraceException, IOException {
        long bytes = lines.number("BYTES", word, 10, 0, TraceLimits.MAX_BYTES);
        if (again) {
            trace.free(id, THREAD);
        } else if (trace.find(id) != null) {
            throw lines.malformed("allocates id " + id + ", which is allocated already: free it first, or use 'r'");
        }
        if (bytes == 0) {
            trace.passOver("allocations of 0 bytes written as 1 byte", 1);
        }
        trace.allocateBytes(id, Math.max(bytes, 1), THREAD);
    }

    private long id(String word) throws MalformedTraceException {
        if (ids == 0) {
            throw lines.malformed("uses id " + LineSource.quoted(word) + ": the header says that there are none");
        }
        return lines.number("ID", word, 10, 0, ids - 1);
    }

    @Override
    public void end() throws MalformedTraceException {
        if (headNumbers < head.length && headNumbers != SHORT_HEAD_NUMBERS) {
            throw lines.malformed("ends before " + LONG_HEAD[headNumbers] + ": expected " + HEADS + ", then " + FORMS);
        }
        readHead();
        if (operations != operationsPromised) {
            throw lines.malformed("ends after " + operations + " operations, and the header says "
                    + operationsPromised + ": the file is cut short, or its head is wrong");
        }
    }
}
