package dev.cleave.lab.imports;

import dev.cleave.lab.report.Progress;
import dev.cleave.lab.report.ProgressStep;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceInput;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads CloudPhysics' traces of virtual disks as the authors of LIRS2 give them out: nothing but
 * numbers of blocks, of 32 bits each, the high byte first. A block has 4 KiB. Nothing in them tells
 * such a file from any other, so that none is taken for one unless it is said.
 */
final class CloudPhysicsImporter implements Importer {
    private static final long BLOCK_BYTES = 4096;
    private static final long BLOCKS_BETWEEN_REPORTS = 1 << 16;
    private static final long UNKNOWN_LENGTH = -1;

    @Override
    public long read(ImportSource source, TraceStream trace, Progress progress)
            throws MalformedTraceException, IOException {
        String file = source.file();
        long length = TraceInput.isStandardInput(file) ? UNKNOWN_LENGTH : TraceInput.lengthOf(file);
        long blocks = 0;
        try (InputStream stream = TraceInput.open(file, source.expected());
                ProgressStep step = new ProgressStep(progress, "importing " + source.name(), length)) {
            InputStream input = TraceInput.unpacked(stream);
            byte[] word = new byte[Integer.BYTES];
            for (int read = input.readNBytes(word, 0, word.length); read > 0; read =
                    input.readNBytes(word, 0, word.length)) {
                if (read < word.length) {
                    throw new MalformedTraceException(source.name(), 0, "ends within block " + (blocks + 1)
                            + ": expected blocks of " + Integer.BYTES
                            + " bytes each; it is cut short, or none of these");
                }
                trace.access(block(word), BLOCK_BYTES, false);
                if (++blocks % BLOCKS_BETWEEN_REPORTS == 0) {
                    step.advance(Math.min(blocks * Integer.BYTES, Math.max(length, 0)));
                }
            }
        }
        return blocks;
    }

    private static long block(byte[] word) {
        long block = 0;
        for (byte each : word) {
            block = block << Byte.SIZE | Byte.toUnsignedLong(each);
        }
        return block;
    }

    @Override
    public boolean fits(ImportSource source) {
        return false;
    }
}
