package dev.cleave.lab.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The sizes of VulkanMemoryAllocator's own tests ({@code PerformMainTests}, varying sizes): buffers
 * and images, half of each, small ones and large ones.
 */
public enum DeviceMix {
    /** Buffers of 16 B to 1 KiB; images of 4 to 32 texels a side, of four bytes each. */
    SMALL("small", true, false, 2_048),
    /** Buffers of 64 KiB to 10 MiB; images of 256 to 2,048 texels a side. */
    LARGE("large", false, true, 96),
    /** All of them, as likely. */
    ALL("all", true, true, 192);

    /** Requests of a table. */
    public static final int REQUESTS = 4_096;

    private static final long TEXEL_BYTES = 4;
    private static final long SEED = 65_735_476;

    private final String label;
    private final boolean small;
    private final boolean large;
    private final int live;

    DeviceMix(String label, boolean small, boolean large, int live) {
        this.label = label;
        this.small = small;
        this.large = large;
        this.live = live;
    }

    /** The name in tables. */
    public String label() {
        return label;
    }

    /** How many are live at a time, for each thread. */
    public int live() {
        return live;
    }

    /**
     * A table of requests; taken at random from it they are as the mix is. Always the same for the
     * same needs.
     */
    public List<DeviceRequest> requests(ResourceNeeds needs) {
        Random random = new Random(SEED);
        List<DeviceRequest> requests = new ArrayList<>();
        for (int each = 0; each < REQUESTS; each++) {
            boolean isSmall = small && !(large && random.nextBoolean());
            requests.add(random.nextBoolean() ? buffer(isSmall, random, needs) : image(isSmall, random, needs));
        }
        return List.copyOf(requests);
    }

    private static DeviceRequest buffer(boolean isSmall, Random random, ResourceNeeds needs) {
        long bytes = isSmall ? random.nextLong(16, 1_024) : random.nextLong(0x10000, 0xA00000);
        return new DeviceRequest(roundedUp(bytes, needs.bufferAlignment()), needs.bufferAlignment());
    }

    private static DeviceRequest image(boolean isSmall, Random random, ResourceNeeds needs) {
        long width = isSmall ? random.nextLong(4, 32) : random.nextLong(256, 2_048);
        long height = isSmall ? random.nextLong(4, 32) : random.nextLong(256, 2_048);
        return new DeviceRequest(roundedUp(width * height * TEXEL_BYTES, needs.imageAlignment()),
                needs.imageAlignment());
    }

    private static long roundedUp(long bytes, long alignment) {
        return Math.ceilDiv(bytes, alignment) * alignment;
    }

    /** Buffers of 32 B to 1 KiB, as the benchmark of VulkanMemoryAllocator's algorithms has them. */
    public static List<DeviceRequest> benchmarkBuffers(ResourceNeeds needs) {
        Random random = new Random(SEED);
        List<DeviceRequest> requests = new ArrayList<>();
        for (int each = 0; each < REQUESTS; each++) {
            requests.add(new DeviceRequest(random.nextLong(32, 1_024), needs.bufferAlignment()));
        }
        return List.copyOf(requests);
    }
}
