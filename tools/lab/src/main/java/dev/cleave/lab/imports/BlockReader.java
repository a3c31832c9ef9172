package dev.cleave.lab.imports;

import dev.cleave.lab.trace.MalformedTraceException;
import java.io.IOException;

/**
 * Block traces as cache simulators have them: of LIRS (Jiang and Zhang, SIGMETRICS 2002), one block
 * number a line; and of ARC (Megiddo and Modha, FAST 2003), runs of blocks.
 *
 * <pre>
 *   4711               LIRS: block 4711; blank lines and lines of a '*' are left out
 *
 *   90 5 0 3           ARC: from block 90 on 5 blocks; a field to be ignored; the request's number
 * </pre>
 *
 * <p>A block of LIRS is a page of 4 KiB, one of ARC has 512 bytes.
 */
final class BlockReader implements RecordingReader {
    private static final long LIRS_BLOCK_BYTES = 4096;
    private static final long ARC_BLOCK_BYTES = 512;
    private static final long MOST_BLOCKS = 1 << 20;
    private static final int ARC_FIELDS = 4;

    private final LineSource lines;
    private final TraceStream trace;
    private final boolean runs;

    private BlockReader(LineSource lines, TraceStream trace, boolean runs) {
        this.lines = lines;
        this.trace = trace;
        this.runs = runs;
    }

    static BlockReader lirs(LineSource lines, TraceStream trace) {
        return new BlockReader(lines, trace, false);
    }

    static BlockReader arc(LineSource lines, TraceStream trace) {
        return new BlockReader(lines, trace, true);
    }

    @Override
    public void read(String line) throws MalformedTraceException, IOException {
        String text = line.strip();
        if (runs) {
            run(text.split("\\s+"));
        } else if (text.isEmpty() || text.equals("*")) {
            trace.passOver("lines without a block left out", 1);
        } else {
            trace.access(lines.number("the block", text, 10, 0, Long.MAX_VALUE), LIRS_BLOCK_BYTES, false);
        }
    }

    private void run(String[] fields) throws MalformedTraceException, IOException {
        if (fields.length != ARC_FIELDS) {
            throw lines.malformed("has " + fields.length + (fields.length == 1 ? " field" : " fields")
                    + ": expected 'BLOCK COUNT IGNORED REQUEST'");
        }
        long first = lines.number("the block", fields[0], 10, 0, Long.MAX_VALUE - MOST_BLOCKS);
        long count = lines.number("the count", fields[1], 10, 1, MOST_BLOCKS);
        for (long block = first; block < first + count; block++) {
            trace.access(block, ARC_BLOCK_BYTES, false);
        }
    }

    @Override
    public void end() {
        // Each line stands for itself.
    }
}
