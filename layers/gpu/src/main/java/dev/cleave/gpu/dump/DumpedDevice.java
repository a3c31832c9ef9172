package dev.cleave.gpu.dump;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The device that was dumped.
 *
 * <p>The schema knows two interfaces. A heap over another one is written in Vulkan's words, which
 * the schema lets it, and tells its own name as the detail {@value #IMPLEMENTATION}.
 *
 * @param api whose words the dump is in: {@value #VULKAN} or {@value #DIRECT3D_12}
 * @param gpu the card's name
 * @param details what else is known of it, in order; each a {@link String}, a {@link Long} or a
 *     {@link Boolean}
 */
public record DumpedDevice(String api, String gpu, Map<String, Object> details) {
    /** Vulkan. */
    public static final String VULKAN = "Vulkan";

    /** Direct3D 12. */
    public static final String DIRECT3D_12 = "Direct3D 12";

    /** The detail that names the interface where it is neither of the two. */
    public static final String IMPLEMENTATION = "implementation";

    /**
     * Checks the interface and the kinds of the details.
     *
     * @throws IllegalArgumentException when the schema has no such interface, or no form for a
     *     detail
     */
    public DumpedDevice {
        if (!api.equals(VULKAN) && !api.equals(DIRECT3D_12)) {
            throw new IllegalArgumentException(
                    "the interface '" + api + "' is unknown: must be " + VULKAN + " or " + DIRECT3D_12);
        }
        details.forEach(DumpedDevice::requireKnown);
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    private static void requireKnown(String name, Object value) {
        if (!(value instanceof String || value instanceof Long || value instanceof Boolean)) {
            throw new IllegalArgumentException("the detail '" + name + "' is of " + value.getClass()
                    + ": must be a String, a Long or a Boolean");
        }
    }

    /** The interface that the memory was allocated through, whatever the dump's words are. */
    public String implementation() {
        return details.get(IMPLEMENTATION) instanceof String name ? name : api;
    }
}
