package dev.cleave.gpu;

/**
 * The one resource that a block of device memory is for: some drivers lay it out better when they
 * are told.
 *
 * @param kind what the resource is
 * @param handle what the driver knows it by: a {@code VkBuffer} or a {@code VkImage}
 */
public record Dedication(ResourceKind kind, long handle) {
    /** No resource is named. */
    public static final Dedication NONE = new Dedication(ResourceKind.UNKNOWN, 0);

    /** Refuses a resource of unknown kind. */
    public Dedication {
        if (kind == ResourceKind.UNKNOWN && handle != 0) {
            throw new IllegalArgumentException("a resource of unknown kind: say whether it is a buffer or an image");
        }
    }
}
