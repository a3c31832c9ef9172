package dev.cleave.gpu.dump;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A range of a block: an allocation, or free; or a dedicated allocation, whose offset is 0.
 *
 * @param offset from the block's start, in bytes
 * @param type what it is for: {@value #FREE}, {@value #UNKNOWN}, {@value #BUFFER}, {@value
 *     #IMAGE_LINEAR}, {@value #IMAGE_OPTIMAL}, {@value #IMAGE_UNKNOWN}, or another interface's word
 * @param size in bytes, 1 or more
 * @param usage the interface's flags of use, where they are known
 * @param customData a user's word for it: letters and digits, as a pointer in hexadecimal
 * @param name a user's name for it
 * @param layout the interface's number for the layout of a texture
 */
public record DumpedRange(
        long offset,
        String type,
        long size,
        OptionalLong usage,
        Optional<String> customData,
        Optional<String> name,
        OptionalLong layout) {

    /** Nothing is there. */
    public static final String FREE = "FREE";

    /** An allocation of which it is not known what for. */
    public static final String UNKNOWN = "UNKNOWN";

    /** A buffer. */
    public static final String BUFFER = "BUFFER";

    /** An image whose texels lie in rows. */
    public static final String IMAGE_LINEAR = "IMAGE_LINEAR";

    /** An image whose texels lie as suits the card. */
    public static final String IMAGE_OPTIMAL = "IMAGE_OPTIMAL";

    /** An image of which it is not known how its texels lie. */
    public static final String IMAGE_UNKNOWN = "IMAGE_UNKNOWN";

    private static final Pattern CUSTOM_DATA = Pattern.compile("[0-9a-zA-Z]+");

    /**
     * Checks the figures and the user's word.
     *
     * @throws IllegalArgumentException when the schema has no form for them
     */
    public DumpedRange {
        Figures.requireCount("Offset", offset);
        if (size <= 0) {
            throw new IllegalArgumentException("Size is " + size + ": must be 1 or more");
        }
        if (type.isEmpty()) {
            throw new IllegalArgumentException("Type is empty: must say what the range is for, as " + BUFFER);
        }
        customData.filter(word -> !CUSTOM_DATA.matcher(word).matches()).ifPresent(word -> {
            throw new IllegalArgumentException("CustomData is '" + word + "': must be letters and digits");
        });
    }

    /** A free range. */
    public static DumpedRange free(long offset, long size) {
        return allocated(offset, FREE, size);
    }

    /** An allocation of which no more is known. */
    public static DumpedRange allocated(long offset, String type, long size) {
        return new DumpedRange(offset, type, size, OptionalLong.empty(), Optional.empty(), Optional.empty(),
                OptionalLong.empty());
    }

    /** Whether nothing is there. */
    public boolean isFree() {
        return type.equals(FREE);
    }
}
