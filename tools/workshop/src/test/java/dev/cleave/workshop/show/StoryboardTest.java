package dev.cleave.workshop.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.workshop.Algorithm;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.show.TinyAllocator.Joining;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A storyboard")
class StoryboardTest {
    private static List<Frame> tiny(Joining joining, int units, String script) {
        Shape shape = Shape.of(units);
        return Storyboard.of(each -> new TinyAllocator(each, joining), shape, Story.parse(script, shape));
    }

    private static List<String> captions(List<Frame> frames) {
        return frames.stream().map(Frame::caption).toList();
    }

    private static String ascii(List<Frame> frames) {
        return String.join("\n", new FrameText(80, Glyphs.ASCII, Painter.PLAIN).all(frames)) + "\n";
    }

    @Test
    @DisplayName("draws what is asked, the block chosen, each split, the block taken, each join, and the drain")
    void aHistoryOfCleaveIsDrawn() {
        Shape shape = Shape.of(4);

        List<Frame> frames = Storyboard.of(Algorithm.CLEAVE::open, shape, Story.parse("a0 f1", shape));

        assertThat(ascii(frames.subList(1, 5)).replaceAll("(?s)\nIts books:.*", "")).isEqualTo("""

                Step 1 of 4: allocate a block of order 0 (1 unit)

                +---------------+
                |               |
                +---------------+
                0
                Wanted: 1 unit in one block.

                Step 2 of 4: allocate a block of order 0 (1 unit)
                 vvvvvvvvvvvvvvv
                +---------------+
                |               |
                +---------------+
                0
                The free block 0-3 is chosen: 4 units, more than is needed.

                Step 3 of 4: allocate a block of order 0 (1 unit)
                 vvvvvvv vvvvvvv
                +-------+-------+
                |       |       |
                +-------+-------+
                0       2
                Split 0-3 into 0-1 and 2-3: buddies, their offsets differ in bit 1 alone.

                Step 4 of 4: allocate a block of order 0 (1 unit)
                 vvv vvv
                +---+---+-------+
                |   |   |       |
                +---+---+-------+
                0   1   2
                Split 0-1 into 0 and 1: buddies, their offsets differ in bit 0 alone.
                """);
        assertThat(captions(frames.subList(5, frames.size()))).containsExactly(
                "A is allocated: 0.",
                "The caller gives back A, the block 0.",
                "The block 0 is free, and so is its buddy 1.",
                "Join 0 and 1 into 0-1: buddies, their offsets differ in bit 0 alone.",
                "Join 0-1 and 2-3 into 0-3: buddies, their offsets differ in bit 1 alone.",
                "Caches give back what they hold: there was nothing, and nothing changes.");
    }

    @Test
    @DisplayName("shows a refusal, the free of nothing, and a block whose buddy is in use")
    void refusalsAreShown() {
        List<Frame> frames = tiny(Joining.LATER, 4, "a1 a2 f2 a1 f1");

        assertThat(captions(frames)).contains(
                "Refused: no free block is large enough; the largest has 2 units.",
                "It was refused: there is nothing to free.",
                "The block 0-1 is free. Its buddy 2-3 is not all free: nothing to join.");
    }

    @Test
    @DisplayName("says so where an algorithm joins later, and shows the joins when they come")
    void lateJoinsAreShownWhenTheyCome() {
        List<Frame> frames = tiny(Joining.LATER, 4, "a1 a1 f1 f2 a2");

        assertThat(captions(frames)).contains(
                "The block 2-3 is free. Its buddy 0-1 is free too, and they are not joined now: this algorithm joins"
                        + " later.",
                "No block is large enough: 0-1 and 2-3 are free side by side, and are joined now.",
                "The free block 0-3 fits as it is.");
        assertThat(captions(tiny(Joining.LATER, 4, "a0 f1"))).endsWith(
                "The block 0 is free. Its buddy 1 is free too, and they are not joined now: this algorithm joins later.",
                "Caches give back what they hold, and all that is free is joined.",
                "Join 0 and 1 into 0-1: buddies, their offsets differ in bit 0 alone.",
                "Join 0-1 and 2-3 into 0-3: buddies, their offsets differ in bit 1 alone.");
    }

    @Test
    @DisplayName("shows what a cache has as held, neither free nor allocated, and where it is taken from again")
    void whatACacheHoldsIsShownAsHeld() {
        List<Frame> frames = tiny(Joining.CACHED, 4, "a1 f1 a1 f2");

        assertThat(captions(frames)).contains(
                "A goes into a cache, ready for the next request of its size: held, and not joined.",
                "The block 0-1 was waiting in a cache: nothing is split.",
                "B is allocated: 0-1.");
        Frame freed = frames.stream().filter(each -> each.caption().startsWith("A goes")).findFirst().orElseThrow();
        assertThat(freed.pieces()).containsExactly(
                new Piece(0, 2, Piece.State.HELD, ' ', true), new Piece(2, 2, Piece.State.FREE, ' ', false));
        assertThat(freed.books()).containsExactly("  free at [2]", "- cache of 0", "+ cache of 1");
        assertThat(ascii(List.of(freed))).contains("|~~~~~~~|       |");
        assertThat(frames.getLast().pieces())
                .containsExactly(new Piece(0, 4, Piece.State.FREE, ' ', true));
    }

    @Test
    @DisplayName("shows splits and joins of blocks that are no binary buddies in one step, and names no bit")
    void unevenBlocksAreShownInOneStep() {
        List<Frame> frames = tiny(Joining.NEIGHBOURS, 4, "a1 a0 f1 f2");

        assertThat(captions(frames)).contains(
                "Split 0-3 into 0-1 and 2-3.",
                "A is allocated: 0-1.",
                "The block 0-1 is free. It is not joined with a neighbour.");
        assertThat(captions(frames)).noneMatch(caption -> caption.contains("bit"));
        assertThat(captions(frames)).anyMatch(caption -> caption.startsWith("Join 0-1, 2 and 3"));
    }

    @ParameterizedTest
    @EnumSource(Joining.class)
    @DisplayName("covers every unit once in every frame, and ends a request with what the allocator reports")
    void everyFrameCoversTheSpace(Joining joining) {
        for (int units : new int[] {2, 3, 16, 37, 64}) {
            Shape shape = Shape.of(units);
            Stream<Story> stories = Stream.concat(Stream.of(Story.standard(shape)),
                    Stream.of(1L, 2L, 3L).map(seed -> Story.random(shape, seed)));
            stories.forEach(story -> {
                List<Frame> frames = Storyboard.of(each -> new TinyAllocator(each, joining), shape, story);
                for (Frame frame : frames) {
                    long at = 0;
                    for (Piece piece : frame.pieces()) {
                        assertThat(piece.offset()).as("%s units, %s: %s", units, story, frame).isEqualTo(at);
                        at += piece.units();
                    }
                    assertThat(at).isEqualTo(units);
                }
                assertThat(frames.stream().filter(Frame::last)).hasSize(story.requests().size() + 2);
                assertThat(frames.getLast().pieces()).noneMatch(piece -> piece.state() == Piece.State.HELD);
            });
        }
    }

    @Test
    @DisplayName("fits the width it is given: narrower boxes, then several rows")
    void theStripFitsItsWidth() {
        Shape shape = Shape.of(64);
        List<Frame> frames = Storyboard.of(Algorithm.CLEAVE::open, shape, Story.standard(shape));

        for (int columns : new int[] {1, 20, 40, 80, 200, 300}) {
            FrameText text = new FrameText(columns, Glyphs.LINES, Painter.PLAIN);
            List<String> strip = text.lines(frames, 10).stream()
                    .filter(line -> line.startsWith("│") || line.startsWith("┌")).toList();
            assertThat(strip).isNotEmpty().allMatch(line -> line.length() <= Math.max(columns, 3));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a0 x1     | 'x1' is no request: expected a ORDER or f N, as in 'a0 a2 f1'
            a0 f      | 'f' is no request
            a-1       | 'a-1' is no request
            a5        | order 5: allowed are 0 to 4
            f1        | f1 frees what was not allocated before it: there were 0 allocations
            a0 f0     | f0 frees what was not allocated before it: there were 1 allocations
            a0 f1 f1  | f1 frees a block a second time
            ,         | a story of 0 requests: allowed are 1 to 1000
            a1f1x     | 'x' is no request
            """)
    @DisplayName("is not made of a story that makes no sense: the word is named")
    void senselessStoriesAreRefused(String script, String message) {
        assertThatThrownBy(() -> Story.parse(script, Shape.of(16)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    @DisplayName("reads scripts with and without blanks alike, and makes the same story of the same seed")
    void storiesAreRead() {
        Shape shape = Shape.of(16);

        assertThat(Story.parse("a0a2 f 1,a 3", shape)).isEqualTo(Story.parse("a0 a2 f1 a3", shape));
        assertThat(Story.random(shape, 5)).isEqualTo(Story.random(shape, 5)).isNotEqualTo(Story.random(shape, 6));
    }
}
