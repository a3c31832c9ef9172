package dev.cleave.jcache;

import dev.cleave.cache.Codec;
import dev.cleave.cache.Codecs;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How keys or values are held: what the cache off the heap is given for one, and one for what it
 * gives.
 *
 * @param codec of what is held
 */
record Form<T>(Codec<Object> codec, Function<T, Object> holding, Function<Object, T> reading) {
    /** Those types that have a codec of Cleave's. */
    private static final Map<Class<?>, Codec<?>> CODECS = Map.of(
            String.class, Codecs.strings(),
            byte[].class, Codecs.bytes(),
            Long.class, Codecs.longs(),
            Integer.class, Codecs.ints(),
            Short.class, Codecs.shorts(),
            Character.class, Codecs.characters(),
            Boolean.class, Codecs.booleans(),
            Double.class, Codecs.doubles(),
            Float.class, Codecs.floats());

    /**
     * By a codec where one is given, or else where there is one for the type; or else by
     * serialization.
     */
    @SuppressWarnings("unchecked") // by the type that it is for
    static <T> Form<T> of(Class<T> type, @Nullable Codec<T> given, ClassLoader loader) {
        Codec<T> codec = given != null ? given : (Codec<T>) CODECS.get(type);
        if (codec != null) {
            return new Form<>((Codec<Object>) codec, each -> each, each -> (T) each);
        }
        Serials serials = new Serials(loader);
        return new Form<>((Codec<Object>) (Codec<?>) Codecs.bytes(), serials::write,
                each -> (T) serials.read((byte[]) each));
    }

    Object held(T value) {
        return holding.apply(value);
    }

    T read(Object held) {
        return reading.apply(held);
    }
}
