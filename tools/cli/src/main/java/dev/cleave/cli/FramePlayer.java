package dev.cleave.cli;

import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.Curses;
import org.jline.utils.InfoCmp.Capability;

/**
 * Shows frames on a terminal, one at a time, as the keys ask for.
 *
 * <p>The terminal is given back as it was: its modes, its cursor, what it showed; after an error, an interrupt, and the
 * JVM's end by a signal as well.
 */
final class FramePlayer {
    private static final String KEYS = "←/→ step   Home/End first, last   space plays   q quits";
    private static final String PLAIN_KEYS = "left/right step   Home/End first, last   space plays   q quits";
    private static final int ROWS_WHERE_UNKNOWN = 24;

    /** A read without end would hold a lock that JLine needs to close the terminal when a signal ends the JVM. */
    private static final long IDLE_MILLIS = 250;

    private final Terminal terminal;
    private final int frames;
    private final IntFunction<List<String>> text;
    private final boolean ascii;
    private final long playMillis;
    private final long sequenceMillis;
    private final String leaving;
    private int at;
    private volatile boolean ending;

    /**
     * A player.
     *
     * @param frames how many there are
     * @param text the lines of a frame
     * @param playMillis how long a frame stays while they play
     * @param sequenceMillis how long the rest of a key's sequence may take, {@link FrameKey#SEQUENCE_MILLIS} for people
     */
    FramePlayer(
            Terminal terminal, int frames, IntFunction<List<String>> text, boolean ascii, long playMillis,
            long sequenceMillis) {
        this.terminal = terminal;
        this.frames = frames;
        this.text = text;
        this.ascii = ascii;
        this.playMillis = playMillis;
        this.sequenceMillis = sequenceMillis;
        leaving = sequence(Capability.cursor_normal) + sequence(Capability.exit_ca_mode);
    }

    private String sequence(Capability capability) {
        String found = terminal.getStringCapability(capability);
        return found == null ? "" : Curses.tputs(found);
    }

    /** Shows frames until the user has had enough, or the keyboard is gone. */
    void play() throws IOException {
        Attributes before = terminal.getAttributes();
        Thread restorer = new Thread(this::leaveAtTheEndOfTheJvm, "terminal-restorer");
        Runtime.getRuntime().addShutdownHook(restorer);
        try {
            enter();
            followKeys();
        } catch (IOException | IllegalStateException closed) {
            if (!ending) {
                throw closed;
            }
        } finally {
            if (!ending) {
                restore(before);
                forget(restorer);
            }
        }
    }

    /** JLine then closes the terminal, which restores its modes; what it showed is restored past it. */
    private void leaveAtTheEndOfTheJvm() {
        ending = true;
        System.out.print(leaving);
        System.out.flush();
    }

    private static void forget(Thread restorer) {
        try {
            Runtime.getRuntime().removeShutdownHook(restorer);
        } catch (IllegalStateException ending) {
            // The JVM is going down already, and the hook does its work.
        }
    }

    /** Keys come one by one and unseen; Ctrl-C is a key as others are, so that it too ends in order. */
    private void enter() {
        terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
    }

    private void restore(Attributes before) {
        terminal.puts(Capability.cursor_normal);
        terminal.puts(Capability.exit_ca_mode);
        terminal.setAttributes(before);
        terminal.flush();
    }

    private void followKeys() throws IOException {
        boolean playing = false;
        FrameKey key = FrameKey.OTHER;
        draw(playing);
        while (key != FrameKey.QUIT) {
            key = FrameKey.read(terminal.reader(), playing ? playMillis : IDLE_MILLIS, sequenceMillis);
            if (key == FrameKey.NONE && !playing) {
                continue;
            }
            playing = key == FrameKey.PLAY ? !playing : playing && key == FrameKey.NONE;
            if (key == FrameKey.PLAY && playing && at == frames - 1) {
                at = 0;
            }
            at = Math.clamp(moved(key), 0, frames - 1);
            playing &= at < frames - 1;
            if (key != FrameKey.QUIT) {
                draw(playing);
            }
        }
    }

    private int moved(FrameKey key) {
        return switch (key) {
            case NEXT, NONE -> at + 1;
            case PREVIOUS -> at - 1;
            case FIRST -> 0;
            case LAST -> frames - 1;
            case PLAY, QUIT, OTHER -> at;
        };
    }

    private void draw(boolean playing) {
        int rows = terminal.getSize().getRows() > 0 ? terminal.getSize().getRows() : ROWS_WHERE_UNKNOWN;
        List<String> lines = text.apply(at);
        int room = Math.max(rows - 3, 1);
        terminal.puts(Capability.cursor_home);
        terminal.puts(Capability.clr_eos);
        for (String line : lines.subList(0, Math.min(room, lines.size()))) {
            terminal.writer().print(line + "\r\n");
        }
        if (lines.size() > room) {
            terminal.writer().print((lines.size() - room) + " more lines: make the window taller\r\n");
        }
        terminal.writer().print("\r\n" + (ascii ? PLAIN_KEYS : KEYS) + (playing ? "   playing" : ""));
        terminal.flush();
    }
}
