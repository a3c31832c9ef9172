package dev.cleave.jcache;

import dev.cleave.cache.Codec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A held value and its deadline.
 *
 * @param deadline by the clock of {@link HeldEntries}
 */
record Stamped(Object held, long deadline) {
    /** Eight bytes of the deadline, and the value. */
    record StampedCodec(Codec<Object> values) implements Codec<Object> {
        private static final ValueLayout.OfLong DEADLINE = ValueLayout.JAVA_LONG_UNALIGNED;

        @Override
        public long byteSize(Object value) {
            return DEADLINE.byteSize() + values.byteSize(((Stamped) value).held());
        }

        @Override
        public long encode(Object value, MemorySegment target) {
            Stamped stamped = (Stamped) value;
            target.set(DEADLINE, 0, stamped.deadline());
            return DEADLINE.byteSize() + values.encode(stamped.held(), target.asSlice(DEADLINE.byteSize()));
        }

        @Override
        public Object decode(MemorySegment source) {
            return new Stamped(values.decode(source.asSlice(DEADLINE.byteSize())), source.get(DEADLINE, 0));
        }
    }
}
