package dev.cleave.workshop.show;

import java.util.ArrayList;
import java.util.List;

/**
 * Frames as lines of text.
 *
 * @param columns of the terminal or page
 * @param glyphs what boxes are drawn with
 * @param painter what colours them
 */
public record FrameText(int columns, Glyphs glyphs, Painter painter) {
    /** What the fillings and marks mean. */
    public String legend() {
        return glyphs.used() + "A" + glyphs.used() + " allocated   blank free   " + glyphs.held().repeat(3)
                + " held in a cache   " + glyphs.mark() + " what the step is about   books: - before, + after";
    }

    /** A frame whole: what is asked, the strip, the caption, the books. */
    public List<String> lines(List<Frame> frames, int index) {
        List<String> lines = new ArrayList<>(withoutBooks(frames, index));
        Frame frame = frames.get(index);
        if (!frame.books().isEmpty()) {
            lines.add("");
            lines.add("Its books:");
            frame.books().forEach(line -> lines.add(line.stripTrailing()));
        }
        return lines;
    }

    /** A whole story, one frame under the other; the books where a request is served. */
    public List<String> all(List<Frame> frames) {
        List<String> lines = new ArrayList<>();
        for (int index = 0; index < frames.size(); index++) {
            lines.add("");
            lines.addAll(frames.get(index).last() ? lines(frames, index) : withoutBooks(frames, index));
        }
        return lines;
    }

    private List<String> withoutBooks(List<Frame> frames, int index) {
        Frame frame = frames.get(index);
        List<String> lines = new ArrayList<>();
        lines.add("Step " + (index + 1) + " of " + frames.size() + ": " + frame.request());
        lines.addAll(new Strip(frame.pieces(), columns, glyphs, painter).lines());
        lines.add(frame.caption());
        return lines;
    }
}
