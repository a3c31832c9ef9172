package dev.cleave.jcache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import javax.cache.CacheException;

/**
 * Java's own serialization, which finds classes by the manager's class loader. It reads what it
 * wrote, nothing else.
 */
final class Serials {
    private final ClassLoader loader;

    Serials(ClassLoader loader) {
        this.loader = loader;
    }

    /**
     * The bytes of an object.
     *
     * @throws CacheException where it cannot be serialized
     */
    byte[] write(Object object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (IOException failed) {
            throw new CacheException("a " + object.getClass().getTypeName()
                    + " cannot be stored by value: it does not serialize; set a codec for it", failed);
        }
        return bytes.toByteArray();
    }

    /**
     * The object of bytes.
     *
     * @throws CacheException where its class is not there any more, or refuses
     */
    Object read(byte[] bytes) {
        try (ObjectInputStream in = new LoaderInput(bytes)) {
            return in.readObject();
        } catch (IOException | ClassNotFoundException failed) {
            throw new CacheException("what was stored cannot be read: " + failed.getMessage(), failed);
        }
    }

    /** Finds classes by the loader first. */
    private final class LoaderInput extends ObjectInputStream {
        LoaderInput(byte[] bytes) throws IOException {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException primitiveOrElsewhere) {
                return super.resolveClass(description);
            }
        }
    }
}
