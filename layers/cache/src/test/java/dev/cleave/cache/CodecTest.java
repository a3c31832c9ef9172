package dev.cleave.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A ready codec")
class CodecTest {
    record Point(int x, long y, double weight, boolean seen, char letter) {}

    record Person(String name, Integer age, byte[] picture, TimeUnit unit, Point home) {}

    record Odd(List<String> names) {}

    private static <T> T thereAndBack(Codec<T> codec, T value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(codec.byteSize(value) + 1).asSlice(0, codec.byteSize(value));
            assertThat(codec.encode(value, bytes)).isEqualTo(codec.byteSize(value));
            return codec.decode(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "Grüße", "Ελλάδα", "𝄞 clef", "\ud834 alone"})
    @DisplayName("of strings keeps every character, and takes one byte each where all are Latin-1")
    void strings(String value) {
        assertThat(thereAndBack(Codecs.strings(), value)).isEqualTo(value);
        boolean latin = value.chars().allMatch(each -> each < 256);
        assertThat(Codecs.strings().byteSize(value)).isEqualTo(1 + (latin ? 1 : 2) * value.length());
    }

    @Test
    @DisplayName("of numbers takes what the primitive takes, and keeps the least and the largest")
    void numbers() {
        assertThat(thereAndBack(Codecs.longs(), Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
        assertThat(thereAndBack(Codecs.ints(), -1)).isEqualTo(-1);
        assertThat(thereAndBack(Codecs.shorts(), Short.MIN_VALUE)).isEqualTo(Short.MIN_VALUE);
        assertThat(thereAndBack(Codecs.characters(), '\uffff')).isEqualTo('\uffff');
        assertThat(thereAndBack(Codecs.booleans(), true)).isTrue();
        assertThat(thereAndBack(Codecs.doubles(), -0.0)).isEqualTo(-0.0);
        assertThat(thereAndBack(Codecs.floats(), Float.NaN)).isNaN();
        assertThat(Codecs.shorts().byteSize((short) 1)).isEqualTo(2);
    }

    @Test
    @DisplayName("of bytes, buffers and segments keeps the bytes")
    void bytes() {
        byte[] some = {1, 2, 3};
        assertThat(thereAndBack(Codecs.bytes(), some)).containsExactly(1, 2, 3);
        ByteBuffer buffer = ByteBuffer.wrap(some).position(1);
        assertThat(thereAndBack(Codecs.buffers(), buffer)).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3}));
        assertThat(buffer.position()).isEqualTo(1);
        MemorySegment back = thereAndBack(Codecs.segments(), MemorySegment.ofArray(some));
        assertThat(back.mismatch(MemorySegment.ofArray(some))).isEqualTo(-1);
    }

    @Test
    @DisplayName("of records keeps primitives, strings, arrays, enums, records, and nulls among them")
    void records() {
        Point point = new Point(1, -2, 3.5, true, 'x');
        assertThat(thereAndBack(Codecs.records(Point.class), point)).isEqualTo(point);
        Codec<Person> people = Codecs.records(Person.class, MethodHandles.lookup());
        Person full = thereAndBack(people, new Person("Ada", 36, new byte[] {7}, TimeUnit.DAYS, point));
        assertThat(full).extracting(Person::name, Person::age, Person::unit, Person::home)
                .containsExactly("Ada", 36, TimeUnit.DAYS, point);
        assertThat(full.picture()).containsExactly(7);
        assertThat(thereAndBack(people, new Person(null, null, null, null, null)))
                .isEqualTo(new Person(null, null, null, null, null));
    }

    @Test
    @DisplayName("of records says which component it cannot keep, and whose lookup it lacks")
    void refusedRecords() {
        assertThatThrownBy(() -> Codecs.records(Odd.class)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names").hasMessageContaining("java.util.List").hasMessageContaining("codec");
        assertThatThrownBy(() -> Codecs.records(Point.class, MethodHandles.publicLookup()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("MethodHandles.lookup()");
    }
}
