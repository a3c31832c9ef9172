package dev.cleave.tiers.durable;

/** What looks at the objects of a heap, one after the other. */
@FunctionalInterface
public interface ObjectVisitor {
    /**
     * An object.
     *
     * @param handle of it
     * @param byteSize bytes that it has
     */
    void visit(long handle, long byteSize);
}
