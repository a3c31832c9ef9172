package dev.cleave.examples.arrow;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** A batch of rows with three columns, whose values follow from the row's number. */
final class Trades {
    private static final Schema SCHEMA = new Schema(List.of(
            new Field("number", FieldType.notNullable(new ArrowType.Int(64, true)), null),
            new Field("price", FieldType.notNullable(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)), null),
            new Field("place", FieldType.notNullable(new ArrowType.Utf8()), null)));

    private static final byte[][] PLACES = {
        "Amsterdam".getBytes(StandardCharsets.UTF_8), "London".getBytes(StandardCharsets.UTF_8),
        "Zürich".getBytes(StandardCharsets.UTF_8), "東京".getBytes(StandardCharsets.UTF_8)
    };

    private final VectorSchemaRoot root;
    private final BigIntVector numbers;
    private final Float8Vector prices;
    private final VarCharVector places;

    /** The columns of this root, which a reader fills, or {@link #fill}. */
    Trades(VectorSchemaRoot root) {
        this.root = root;
        numbers = (BigIntVector) root.getVector("number");
        prices = (Float8Vector) root.getVector("price");
        places = (VarCharVector) root.getVector("place");
    }

    static VectorSchemaRoot newRoot(BufferAllocator allocator) {
        return VectorSchemaRoot.create(SCHEMA, allocator);
    }

    /** Puts so many rows from the first one on into the columns, in place of what they held. */
    void fill(long first, int count) {
        numbers.allocateNew(count);
        prices.allocateNew(count);
        places.allocateNew(10L * count, count);
        for (int row = 0; row < count; row++) {
            numbers.set(row, first + row);
            prices.set(row, price(first + row));
            places.setSafe(row, place(first + row));
        }
        root.setRowCount(count);
    }

    /** @throws IllegalStateException where a row is not what {@link #fill} made */
    void check(long first) {
        for (int row = 0; row < root.getRowCount(); row++) {
            long number = first + row;
            if (numbers.get(row) != number || prices.get(row) != price(number)
                    || places.getValueLength(row) != place(number).length) {
                throw new IllegalStateException("row " + number + " came back as " + numbers.getObject(row) + ", "
                        + prices.getObject(row) + ", " + places.getObject(row));
            }
        }
    }

    private static double price(long number) {
        return number * 0.25;
    }

    private static byte[] place(long number) {
        return PLACES[(int) (number % PLACES.length)];
    }
}
