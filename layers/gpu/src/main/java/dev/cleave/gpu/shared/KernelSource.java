package dev.cleave.gpu.shared;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The kernels of this package, as they lie beside its classes. */
final class KernelSource {
    private KernelSource() {}

    static String read(String name) {
        try (InputStream source = KernelSource.class.getResourceAsStream(name)) {
            if (source == null) {
                throw new IllegalStateException("the kernel " + name + " is missing beside its classes");
            }
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException("reading the kernel " + name, failure);
        }
    }
}
