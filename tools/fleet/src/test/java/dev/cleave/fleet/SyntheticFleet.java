package dev.cleave.fleet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/**
 * A folder of made-up snapshots: of each process one a day, a folder a host, one in seven packed;
 * some are torn in one of several ways, and beside them lie files of others.
 */
final class SyntheticFleet {
    private static final int DAYS = 5;
    private static final int TORN_IN = 200;
    private static final int PACKED_IN = 7;
    private static final String[] PROGRAMS = {"orders", "search", "ledger \"2\"", ""};
    private static final int[] SLOTS = {16, 64, 96, 1024, 4096, 32768};

    private final Path folder;
    private final SplittableRandom random;
    private final List<Path> torn = new ArrayList<>();
    private int whole;

    private SyntheticFleet(Path folder, long seed) {
        this.folder = folder;
        random = new SplittableRandom(seed);
    }

    static SyntheticFleet write(Path folder, int snapshots, long seed) throws IOException {
        SyntheticFleet fleet = new SyntheticFleet(folder, seed);
        for (int each = 0; each < snapshots; each++) {
            fleet.add(each / DAYS, each % DAYS);
        }
        Files.writeString(folder.resolve("notes.txt"), "not a snapshot");
        Files.writeString(folder.resolve("other.json"), "{\"format\": \"somebody else's\", \"version\": 7}");
        Files.writeString(folder.resolve("_SUCCESS"), "");
        return fleet;
    }

    /** The files that are not whole, in order. */
    List<Path> torn() {
        return torn.stream().sorted().toList();
    }

    /** How many are. */
    int whole() {
        return whole;
    }

    private void add(int process, int day) throws IOException {
        Path host = Files.createDirectories(folder.resolve("host-" + process % 16));
        byte[] json = snapshot(process, day).getBytes(StandardCharsets.UTF_8);
        boolean packed = random.nextInt(PACKED_IN) == 0;
        Path file = host.resolve("p" + process + "-" + day + (packed ? ".json.gz" : ".json"));
        byte[] bytes = packed ? packed(json) : json;
        if (random.nextInt(TORN_IN) == 0) {
            Files.write(file, tear(bytes, json, packed));
            torn.add(file);
        } else {
            Files.write(file, bytes);
            whole++;
        }
    }

    private byte[] tear(byte[] bytes, byte[] json, boolean packed) {
        String text = new String(json, StandardCharsets.UTF_8);
        return switch (random.nextInt(packed ? 2 : 4)) {
            case 0 -> new byte[0];
            case 1 -> java.util.Arrays.copyOf(bytes, bytes.length / 2);
            case 2 -> text.replace("\"usedBytes\"", "\"used\"").getBytes(StandardCharsets.UTF_8);
            default -> text.replaceFirst("\"version\":1", "\"version\":2").getBytes(StandardCharsets.UTF_8);
        };
    }

    private String snapshot(int process, int day) {
        String program = PROGRAMS[process % PROGRAMS.length];
        Instant takenAt = Instant.parse("2026-11-2" + day + "T00:00:00Z").plusSeconds(random.nextInt(86_400));
        StringBuilder json = new StringBuilder("{\"format\":\"cleave-process-snapshot\",\"version\":1")
                .append(",\"process\":\"host-").append(process % 16).append('/').append(process).append('"')
                .append(",\"application\":\"").append(program.replace("\"", "\\\"")).append('"')
                .append(",\"applicationVersion\":\"1.").append(process / 7 % 3).append('"')
                .append(",\"takenAt\":\"").append(takenAt).append('"');
        int pools = 1 + random.nextInt(2);
        json.append(",\"pools\":[");
        for (int pool = 0; pool < pools; pool++) {
            json.append(pool == 0 ? "" : ",").append(pool(pool, takenAt));
        }
        json.append("],\"heaps\":[").append(heap(0)).append(pools == 2 ? "," + heap(1) : "").append(']');
        return json.append(",\"sites\":[").append(sites(pools)).append("]}").toString();
    }

    private String pool(int pool, Instant takenAt) {
        long capacity = 1L << 22 + random.nextInt(10);
        long[] blocks = new long[15];
        long free = 0;
        for (int order = 0; order < blocks.length; order++) {
            long most = (capacity - free) / (4096L << order) / 3;
            blocks[order] = most <= 0 || random.nextInt(3) == 0 ? 0 : random.nextLong(most + 1);
            free += blocks[order] * (4096L << order);
        }
        long largest = 0;
        for (int order = 0; order < blocks.length; order++) {
            largest = blocks[order] > 0 ? 4096L << order : largest;
        }
        long used = capacity - free;
        long requested = used - random.nextLong(used / 8 + 1);
        return "{\"format\":\"cleave-pool-snapshot\",\"version\":1,\"pool\":\"pool-" + pool
                + "\",\"backing\":\"anonymous\""
                + ",\"takenAt\":\"" + takenAt + "\",\"unitBytes\":4096,\"requestedBytes\":" + requested
                + ",\"usedBytes\":" + used + ",\"committedBytes\":" + (used + free / 2) + ",\"reservedBytes\":"
                + capacity + ",\"capacityBytes\":" + capacity + ",\"freeBytes\":" + free
                + ",\"largestFreeBlockBytes\":" + largest + ",\"freeBlocksByOrder\":"
                + java.util.Arrays.toString(blocks).replace(" ", "") + ",\"unitsPerCell\":512,\"usedUnitsByCell\":"
                + cells() + "}";
    }

    /** As long as a gigabyte's: what a reader has to read, though nothing here looks at it. */
    private String cells() {
        StringBuilder cells = new StringBuilder("[");
        for (int cell = 0; cell < 512; cell++) {
            cells.append(cell == 0 ? "" : ",").append(random.nextInt(513));
        }
        return cells.append(']').toString();
    }

    private String heap(int pool) {
        StringBuilder classes = new StringBuilder();
        for (int slot : SLOTS) {
            if (random.nextInt(3) > 0) {
                long slots = random.nextInt(1000);
                long used = random.nextLong(slots + 1);
                classes.append(classes.isEmpty() ? "" : ",").append("{\"slotBytes\":").append(slot)
                        .append(",\"slots\":").append(slots).append(",\"usedSlots\":").append(used)
                        .append(",\"usedBytes\":").append(used * slot).append(",\"strandedBytes\":")
                        .append((slots - used) * slot).append(",\"wastedBytes\":").append(random.nextInt(5000))
                        .append('}');
            }
        }
        return "{\"pool\":\"pool-" + pool + "\",\"usage\":{\"classes\":[" + classes + "]}}";
    }

    private String sites(int pools) {
        StringBuilder sites = new StringBuilder();
        for (int each = random.nextInt(4); each > 0; each--) {
            sites.append(sites.isEmpty() ? "" : ",").append("{\"pool\":\"pool-").append(random.nextInt(pools))
                    .append("\",\"place\":\"com.example.Service").append(random.nextInt(40))
                    .append(".call(Service.java:17)\",\"samples\":3,\"estimatedBytes\":")
                    .append(random.nextInt(1 << 20)).append('}');
        }
        return sites.toString();
    }

    private static byte[] packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
