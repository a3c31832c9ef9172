package dev.cleave.gpu;

/** What lies in an allocation: linear and optimal resources may have to be kept apart. */
public enum ResourceKind {
    /** Anything: kept apart from all others. */
    UNKNOWN(false),
    /** A buffer. */
    BUFFER(true),
    /** An image whose texels lie row by row. */
    IMAGE_LINEAR(true),
    /** An image whose texels lie as the device likes. */
    IMAGE_OPTIMAL(false);

    private final boolean linear;

    ResourceKind(boolean linear) {
        this.linear = linear;
    }

    /** Whether it is known to be linear. */
    public boolean isLinear() {
        return linear;
    }
}
