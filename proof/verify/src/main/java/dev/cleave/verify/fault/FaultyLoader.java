package dev.cleave.verify.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Loads Cleave's classes anew, with a question to {@link Faults} before each of their steps. The
 * proofs themselves are loaded anew too, so that they meet the rewritten classes, but have no
 * steps of their own; this package is the one that both sides share.
 */
public final class FaultyLoader extends ClassLoader {
    private static final String HOUSE = "dev.cleave.";
    private static final String PROOFS = "dev.cleave.verify.";
    private static final String SHARED = "dev.cleave.verify.fault.";

    private final ClassLoader plain;
    private final StepRewriter rewriter;

    static {
        registerAsParallelCapable();
    }

    /** A loader of its own set of classes. */
    public FaultyLoader() {
        super("faulty", FaultyLoader.class.getClassLoader());
        plain = FaultyLoader.class.getClassLoader();
        rewriter = new StepRewriter(plain);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(HOUSE) || name.startsWith(SHARED)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = bytes(name);
        byte[] wanted = name.startsWith(PROOFS) ? bytes : rewriter.rewrite(bytes);
        return defineClass(name, wanted, 0, wanted.length);
    }

    private byte[] bytes(String name) throws ClassNotFoundException {
        try (InputStream file = plain.getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            return file.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** An instance of a class as this loader sees it, by its constructor without parameters. */
    public <T> T create(String name, Class<T> type) throws ReflectiveOperationException {
        var constructor = Class.forName(name, true, this).getDeclaredConstructor();
        constructor.setAccessible(true);
        return type.cast(constructor.newInstance());
    }
}
