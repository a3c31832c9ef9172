package dev.cleave.cli;

import java.io.IOException;
import org.jline.utils.NonBlockingReader;

/** What the keys mean to whoever watches frames. */
enum FrameKey {
    NEXT, PREVIOUS, FIRST, LAST, PLAY, QUIT,
    /** A key that means nothing here. */
    OTHER,
    /** No key was pressed in time. */
    NONE;

    private static final int ESCAPE = 27;
    private static final int INTERRUPT = 3;
    private static final int END_OF_INPUT = 4;

    /** How long the rest of a sequence may take after an escape, which is a key of its own where none comes. */
    static final long SEQUENCE_MILLIS = 100;

    /**
     * Waits for a key.
     *
     * @param millis how long, 1 or more
     * @param sequenceMillis how long the rest of a sequence may take, 1 or more
     */
    static FrameKey read(NonBlockingReader keys, long millis, long sequenceMillis) throws IOException {
        int key = keys.read(millis);
        return switch (key) {
            case NonBlockingReader.READ_EXPIRED -> NONE;
            case NonBlockingReader.EOF, INTERRUPT, END_OF_INPUT, 'q', 'Q' -> QUIT;
            case ' ' -> PLAY;
            case 'l', 'n', '\r', '\n' -> NEXT;
            case 'h', 'p', 127, 8 -> PREVIOUS;
            case 'g' -> FIRST;
            case 'G' -> LAST;
            case ESCAPE -> sequence(keys, sequenceMillis);
            default -> OTHER;
        };
    }

    /** After an escape: {@code [C} and its kin, in the forms of the various terminals; alone it is the key Esc. */
    private static FrameKey sequence(NonBlockingReader keys, long millis) throws IOException {
        int introducer = keys.read(millis);
        if (introducer == NonBlockingReader.READ_EXPIRED || introducer == NonBlockingReader.EOF) {
            return QUIT;
        }
        if (introducer != '[' && introducer != 'O') {
            return OTHER;
        }
        StringBuilder parameters = new StringBuilder();
        int key = keys.read(millis);
        while (key >= '0' && key <= '9' || key == ';') {
            parameters.append((char) key);
            key = keys.read(millis);
        }
        return switch (key) {
            case 'C' -> NEXT;
            case 'D' -> PREVIOUS;
            case 'H' -> FIRST;
            case 'F' -> LAST;
            case '~' -> switch (parameters.toString()) {
                case "1", "7" -> FIRST;
                case "4", "8" -> LAST;
                case "5" -> PREVIOUS;
                case "6" -> NEXT;
                default -> OTHER;
            };
            default -> OTHER;
        };
    }
}
