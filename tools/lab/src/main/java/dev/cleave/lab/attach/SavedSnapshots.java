package dev.cleave.lab.attach;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.memory.PoolSnapshot;
import dev.cleave.memory.PoolUsage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads the pools of a snapshot that was kept: of a pool, as bytes or JSON, or of a process. */
public final class SavedSnapshots {
    private static final String OF_POOL = "cleave-pool-snapshot";
    private static final String OF_PROCESS = "cleave-process-snapshot";
    private static final int VERSION = 1;
    private static final int START_BYTES = 64;

    private SavedSnapshots() {}

    /**
     * Reads a file.
     *
     * @return one a pool, at least one
     * @throws dev.cleave.memory.SnapshotFormatException where it is no snapshot, of a newer version,
     *     torn or damaged
     * @throws NotWatchableException where it is a malformed snapshot as JSON
     */
    public static List<PoolSnapshot> read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length == 0 || bytes[0] != '{') {
            return List.of(PoolSnapshot.read(new ByteArrayInputStream(bytes)));
        }
        try {
            return pools(new ObjectMapper().readTree(bytes));
        } catch (JsonProcessingException torn) {
            throw malformed("it is torn: " + torn.getOriginalMessage(), torn);
        } catch (IllegalArgumentException | DateTimeException bad) {
            throw malformed(String.valueOf(bad.getMessage()), bad);
        }
    }

    /** Whether a file begins as a snapshot that was kept as JSON. */
    public static boolean isJson(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String start = new String(in.readNBytes(START_BYTES), StandardCharsets.ISO_8859_1);
            return start.startsWith("{") && (start.contains(OF_POOL) || start.contains(OF_PROCESS));
        }
    }

    private static List<PoolSnapshot> pools(JsonNode root) throws NotWatchableException {
        String format = root.path("format").asText();
        if (!format.equals(OF_POOL) && !format.equals(OF_PROCESS)) {
            throw new IllegalArgumentException(
                    "its format is '" + format + "': must be " + OF_POOL + " or " + OF_PROCESS);
        }
        if (root.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException("it is of version " + root.path("version").asText()
                    + ", and this version of Cleave reads " + VERSION);
        }
        if (format.equals(OF_POOL)) {
            return List.of(pool(root));
        }
        List<PoolSnapshot> pools = new ArrayList<>();
        for (JsonNode each : root.path("pools")) {
            pools.add(pool(each));
        }
        if (pools.isEmpty()) {
            throw new IllegalArgumentException("it has no pool");
        }
        return pools;
    }

    private static PoolSnapshot pool(JsonNode json) {
        PoolUsage usage = new PoolUsage(
                number(json, "requestedBytes"),
                number(json, "usedBytes"),
                number(json, "committedBytes"),
                number(json, "reservedBytes"),
                number(json, "capacityBytes"),
                number(json, "freeBytes"),
                number(json, "largestFreeBlockBytes"));
        return PoolSnapshot.of(json.path("pool").asText(), json.path("backing").asText(),
                Instant.parse(json.path("takenAt").asText()), number(json, "unitBytes"), usage,
                numbers(json, "freeBlocksByOrder"), Math.toIntExact(Math.min(number(json, "unitsPerCell"),
                        Integer.MAX_VALUE)),
                cells(json));
    }

    private static int[] cells(JsonNode json) {
        long[] numbers = numbers(json, "usedUnitsByCell");
        int[] cells = new int[numbers.length];
        for (int cell = 0; cell < cells.length; cell++) {
            cells[cell] = (int) Math.min(numbers[cell], Integer.MAX_VALUE);
        }
        return cells;
    }

    private static long number(JsonNode json, String name) {
        return checked(json.path(name), name);
    }

    private static long checked(JsonNode figure, String name) {
        if (!figure.canConvertToLong() || !figure.isIntegralNumber() || figure.asLong() < 0) {
            throw new IllegalArgumentException("its " + name + " is " + (figure.isMissingNode() ? "not there" : figure)
                    + ": must be a whole number, 0 or more");
        }
        return figure.asLong();
    }

    private static long[] numbers(JsonNode json, String name) {
        JsonNode list = json.path(name);
        if (!list.isArray()) {
            throw new IllegalArgumentException("its " + name + " is no list");
        }
        long[] numbers = new long[list.size()];
        for (int each = 0; each < numbers.length; each++) {
            numbers[each] = checked(list.get(each), name);
        }
        return numbers;
    }

    private static NotWatchableException malformed(String what, Exception cause) {
        return new NotWatchableException("malformed snapshot: " + what, cause);
    }
}
