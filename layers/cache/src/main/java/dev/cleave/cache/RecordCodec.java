package dev.cleave.cache;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records, their components one after the other: each that is not primitive behind its size in four
 * bytes, which is {@link #NULL} for null.
 */
final class RecordCodec<T extends Record> extends ReadyCodec<T> {
    private static final int NULL = -1;

    private static final Map<Class<?>, ReadyCodec<?>> CODECS = Map.ofEntries(
            Map.entry(Long.class, NumberCodec.LONGS), Map.entry(long.class, NumberCodec.LONGS),
            Map.entry(Integer.class, NumberCodec.INTS), Map.entry(int.class, NumberCodec.INTS),
            Map.entry(Short.class, NumberCodec.SHORTS), Map.entry(short.class, NumberCodec.SHORTS),
            Map.entry(Byte.class, NumberCodec.SINGLES), Map.entry(byte.class, NumberCodec.SINGLES),
            Map.entry(Character.class, NumberCodec.CHARACTERS), Map.entry(char.class, NumberCodec.CHARACTERS),
            Map.entry(Boolean.class, NumberCodec.BOOLEANS), Map.entry(boolean.class, NumberCodec.BOOLEANS),
            Map.entry(Double.class, NumberCodec.DOUBLES), Map.entry(double.class, NumberCodec.DOUBLES),
            Map.entry(Float.class, NumberCodec.FLOATS), Map.entry(float.class, NumberCodec.FLOATS),
            Map.entry(String.class, StringCodec.STRINGS), Map.entry(byte[].class, BytesCodec.BYTES));

    private final Class<T> type;
    private final Component[] components;
    private final MethodHandle constructor;

    private RecordCodec(Class<T> type, Component[] components, MethodHandle constructor) {
        this.type = type;
        this.components = components;
        this.constructor = constructor;
    }

    /** A component: how it is read from a record, and turned into bytes. */
    private record Component(MethodHandle accessor, ReadyCodec<Object> codec, boolean isPrimitive) {
        @Nullable
        Object of(Record value) {
            try {
                return accessor.invoke(value);
            } catch (RuntimeException | Error thrown) {
                throw thrown;
            } catch (Throwable thrown) {
                throw new IllegalStateException("an accessor of " + value.getClass().getName() + " threw", thrown);
            }
        }
    }

    static <T extends Record> RecordCodec<T> of(Class<T> type, MethodHandles.Lookup lookup) {
        RecordComponent[] parts = type.getRecordComponents();
        if (parts == null) {
            throw new IllegalArgumentException(type.getName() + " is no record");
        }
        Component[] components = new Component[parts.length];
        Class<?>[] types = new Class<?>[parts.length];
        try {
            MethodHandles.Lookup own = MethodHandles.privateLookupIn(type, lookup);
            for (int each = 0; each < parts.length; each++) {
                types[each] = parts[each].getType();
                components[each] = new Component(own.unreflect(parts[each].getAccessor()),
                        codecOf(type, parts[each], lookup), types[each].isPrimitive());
            }
            MethodHandle constructor = own.findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, parts.length);
            return new RecordCodec<>(type, components, constructor);
        } catch (IllegalAccessException | NoSuchMethodException closed) {
            throw new IllegalArgumentException(type.getName() + " is not open to " + lookup
                    + ": open its package to dev.cleave.cache, or give MethodHandles.lookup()", closed);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // of the component's own type
    private static ReadyCodec<Object> codecOf(Class<?> record, RecordComponent part, MethodHandles.Lookup lookup) {
        Class<?> type = part.getType();
        ReadyCodec<?> codec = CODECS.get(type);
        if (codec == null && type == record) {
            throw new IllegalArgumentException("component " + part.getName() + " of " + record.getName()
                    + " is of the record's own type: write a codec for it");
        }
        if (codec == null && type.isRecord()) {
            codec = of((Class<? extends Record>) type, lookup);
        } else if (codec == null && type.isEnum()) {
            codec = new EnumCodec((Class<? extends Enum>) type);
        }
        if (codec == null) {
            throw new IllegalArgumentException("component " + part.getName() + " of " + record.getName() + " is of "
                    + type.getTypeName()
                    + ": allowed are primitives and their boxes, String, byte[], enums and records;"
                    + " write a codec for others");
        }
        return (ReadyCodec<Object>) codec;
    }

    /** What it reads may be nonsense while somebody writes there: sizes, and what records refuse. */
    @Override
    boolean readsWhileWritten() {
        return false;
    }

    @Override
    public long byteSize(T value) {
        long bytes = 0;
        for (Component each : components) {
            Object component = each.of(type.cast(value));
            bytes += each.isPrimitive ? 0 : Integer.BYTES;
            bytes += component == null ? 0 : each.codec.byteSize(component);
        }
        return bytes;
    }

    @Override
    void write(T value, MemorySegment target, long offset, long byteSize) {
        long at = offset;
        for (Component each : components) {
            Object component = each.of(value);
            long size = component == null ? NULL : each.codec.byteSize(component);
            if (!each.isPrimitive) {
                target.set(JAVA_INT_UNALIGNED, at, (int) size);
                at += Integer.BYTES;
            }
            if (component != null) {
                each.codec.write(component, target, at, size);
                at += size;
            }
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the constructor is the record's
    T read(MemorySegment source, long offset, long byteSize) {
        Object[] values = new Object[components.length];
        long at = offset;
        for (int each = 0; each < values.length; each++) {
            Component component = components[each];
            long size = component.isPrimitive
                    ? ((NumberCodec<?>) (ReadyCodec<?>) component.codec).byteSize
                    : source.get(JAVA_INT_UNALIGNED, at);
            at += component.isPrimitive ? 0 : Integer.BYTES;
            if (size != NULL) {
                values[each] = component.codec.read(source, at, size);
                at += size;
            }
        }
        try {
            return (T) constructor.invoke(values);
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new IllegalStateException("the constructor of " + type.getName() + " threw", thrown);
        }
    }
}
