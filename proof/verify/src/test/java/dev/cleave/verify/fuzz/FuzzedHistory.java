package dev.cleave.verify.fuzz;

import dev.cleave.buddy.CheckedSpace;
import dev.cleave.buddy.SpaceOperation;
import dev.cleave.buddy.SpaceShape;
import java.nio.ByteBuffer;

/**
 * Bytes read as a history: four of the space's shape, then five an operation. Any bytes are a legal history, so whatever a fuzzer
 * makes of them is worth running.
 *
 * <pre>
 *   | units: 3 bytes | stripes, magazines, wandering, segment | kind | first: 2 | second: 2 | kind | …
 * </pre>
 */
final class FuzzedHistory {
    private static final int MOST_UNITS = 20_000;
    private static final int MOST_OPERATIONS = 500;
    private static final int HEADER = 4;
    private static final int OPERATION = 5;

    private FuzzedHistory() {}

    /** Runs a history against the model; an {@link AssertionError} says where the space is no plain buddy. Answers the operations run. */
    static int run(byte[] bytes) {
        if (bytes.length < HEADER) {
            return 0;
        }
        ByteBuffer input = ByteBuffer.wrap(bytes);
        CheckedSpace checked = new CheckedSpace(shape(input).build());
        SpaceOperation.Kind[] kinds = SpaceOperation.Kind.values();
        int operations = 0;
        while (input.remaining() >= OPERATION && operations < MOST_OPERATIONS) {
            SpaceOperation.Kind kind = kinds[Byte.toUnsignedInt(input.get()) % kinds.length];
            new SpaceOperation(kind, input.getShort(), input.getShort()).applyTo(checked);
            operations++;
        }
        checked.checkFigures();
        checked.freeAll();
        return operations;
    }

    private static SpaceShape shape(ByteBuffer input) {
        int high = Byte.toUnsignedInt(input.get());
        int units = 1 + (high << 16 | Short.toUnsignedInt(input.getShort())) % MOST_UNITS;
        int settings = input.get();
        return new SpaceShape(
                units, (settings & 4) != 0, 1 << (settings & 3), (settings & 8) != 0, (settings & 16) != 0);
    }
}
