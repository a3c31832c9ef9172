package dev.cleave.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.memory.PoolSnapshot;
import dev.cleave.memory.SnapshotFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Reads a snapshot from the bytes of a file, plain or gzip-compressed; what it is, its first bytes
 * say: a pool's in binary or JSON, a list of pools' in JSON, or a process's in JSON.
 */
final class SnapshotReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] BINARY = "CLVSNAP".getBytes(StandardCharsets.US_ASCII);
    private static final String POOL = "cleave-pool-snapshot";
    private static final String PROCESS = "cleave-process-snapshot";
    private static final int VERSION = 1;

    /** More than a pool of 16 TiB takes; what is longer is none. */
    private static final int MOST_BYTES = 256 << 20;

    private SnapshotReader() {}

    /** Reads a stream to its end; whatever is wrong with it is in what this answers. */
    static Reading read(String file, InputStream stream) {
        try {
            return read(file, stream.readNBytes(MOST_BYTES + 1));
        } catch (IOException failure) {
            return new Reading.Torn(file, "cannot be read: " + failure.getMessage());
        }
    }

    private static Reading read(String file, byte[] bytes) {
        try {
            byte[] plain = unpacked(bytes);
            if (plain.length > MOST_BYTES) {
                return new Reading.Other(file);
            }
            if (plain.length == 0) {
                return new Reading.Torn(file, "is empty");
            }
            if (beginsAsBinary(plain)) {
                return bare(file, List.of(PoolFigures.of(PoolSnapshot.read(new ByteArrayInputStream(plain)))));
            }
            return readText(file, new String(plain, StandardCharsets.UTF_8));
        } catch (TornFileException torn) {
            return new Reading.Torn(file, String.valueOf(torn.getMessage()));
        } catch (SnapshotFormatException malformed) {
            return new Reading.Torn(file, "is no whole snapshot: " + malformed.getMessage());
        } catch (IOException packed) {
            return new Reading.Torn(file, "is cut short or damaged: " + packed.getMessage());
        }
    }

    private static byte[] unpacked(byte[] bytes) throws IOException {
        if (bytes.length < 2 || (bytes[0] & 0xFF) != 0x1F || (bytes[1] & 0xFF) != 0x8B) {
            return bytes;
        }
        try (GZIPInputStream packed = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return packed.readNBytes(MOST_BYTES + 1);
        }
    }

    /** Also where it ends within its first word. */
    private static boolean beginsAsBinary(byte[] bytes) {
        for (int each = 0; each < Math.min(bytes.length, BINARY.length); each++) {
            if (bytes[each] != BINARY[each]) {
                return false;
            }
        }
        return true;
    }

    private static Reading readText(String file, String text) throws TornFileException {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            return beginsAsSnapshot(text)
                    ? new Reading.Torn(file, "is cut short or damaged at byte " + broken.getLocation().getCharOffset()
                            + " of " + text.length())
                    : new Reading.Other(file);
        }
        if (root.isArray() && root.path(0).path("format").asText().equals(POOL)) {
            List<PoolFigures> pools = new ArrayList<>();
            for (JsonNode each : root) {
                pools.add(PoolFigures.of(versioned(each)));
            }
            return bare(file, pools);
        }
        return switch (root.path("format").asText()) {
            case POOL -> bare(file, List.of(PoolFigures.of(versioned(root))));
            case PROCESS -> process(file, versioned(root));
            default -> new Reading.Other(file);
        };
    }

    /** Whether broken JSON was to be one of ours. */
    private static boolean beginsAsSnapshot(String text) {
        String begin = text.substring(0, Math.min(text.length(), 200)).replaceAll("\\s", "");
        String ours = "{\"format\":\"cleave-p";
        String object = begin.startsWith("[") ? begin.substring(1) : begin;
        return object.startsWith(ours) || ours.startsWith(object);
    }

    private static JsonNode versioned(JsonNode root) throws TornFileException {
        long version = new Fields(root).number("version");
        if (version != VERSION) {
            throw new TornFileException("is of version " + version + "; this reads version " + VERSION);
        }
        return root;
    }

    /**
     * Pools' snapshots do not tell the process: their file's name does, up to an @ or the first
     * dot.
     */
    private static Reading bare(String file, List<PoolFigures> pools) {
        String name = file.substring(file.lastIndexOf('/') + 1).replaceFirst("(?<=.)[@.].*", "");
        return new Reading.Snapshot(file,
                ProcessSums.of(name, "", "", pools.getFirst().takenAtMillis(), pools, List.of()), List.of(), List.of());
    }

    private static Reading process(String file, JsonNode root) throws TornFileException {
        Fields fields = new Fields(root);
        List<PoolFigures> pools = new ArrayList<>();
        for (JsonNode each : fields.list("pools")) {
            pools.add(PoolFigures.of(each));
        }
        List<HeapFigures> heaps = new ArrayList<>();
        for (JsonNode each : fields.list("heaps")) {
            heaps.add(HeapFigures.of(each));
        }
        ProcessFigures process = ProcessSums.of(fields.text("process"), fields.textOrEmpty("application"),
                fields.textOrEmpty("applicationVersion"), fields.instant("takenAt"), pools, heaps);
        return new Reading.Snapshot(file, process, HeapFigures.classes(heaps),
                SiteWaste.of(fields.list("sites"), pools, heaps));
    }
}
