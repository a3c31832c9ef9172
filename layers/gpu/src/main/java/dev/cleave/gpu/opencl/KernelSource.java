package dev.cleave.gpu.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The text of a kernel that lies beside the classes that use it. */
public final class KernelSource {
    private KernelSource() {}

    /**
     * Reads a kernel.
     *
     * @param user a class beside which it lies
     * @param name the name of its file, such as {@code buddy.cl}
     * @throws IllegalStateException where there is none
     */
    public static String beside(Class<?> user, String name) {
        try (InputStream source = user.getResourceAsStream(name)) {
            if (source == null) {
                throw new IllegalStateException("the kernel " + name + " is missing beside its classes");
            }
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException("reading the kernel " + name, failure);
        }
    }
}
