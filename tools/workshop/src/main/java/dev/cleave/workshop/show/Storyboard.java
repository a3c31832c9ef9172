package dev.cleave.workshop.show;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.show.FreeSet.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the frames of a story by telling it to a fresh allocator.
 *
 * <p>What lies between two requests is deduced from the free blocks before and after, and shown only where it leads from
 * the one to the other.
 */
public final class Storyboard {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@#$";

    private static final int PROBES = 4;

    private final BlockAllocator allocator;
    private final boolean binary;
    private final List<Frame> frames = new ArrayList<>();
    private final List<@Nullable Run> allocations = new ArrayList<>();
    private final Map<Long, Character> letters = new TreeMap<>();
    private final Map<Long, Run> live = new TreeMap<>();
    private String request = "";
    private List<String> books = List.of();

    private Storyboard(BlockAllocator allocator, boolean binary) {
        this.allocator = allocator;
        this.binary = binary;
    }

    /**
     * The frames of a story, told to an allocator of this shape.
     *
     * @throws IllegalArgumentException when the allocator cannot have this shape
     */
    public static List<Frame> of(Function<Shape, BlockAllocator> factory, Shape shape, Story story) {
        Storyboard board = new Storyboard(factory.apply(shape), isBinary(factory, shape, story));
        board.tell(story);
        return List.copyOf(board.frames);
    }

    /** Whether blocks are halved and joined as binary buddies are: in this story, and in some others, all look like it. */
    private static boolean isBinary(Function<Shape, BlockAllocator> factory, Shape shape, Story story) {
        List<Story> stories = new ArrayList<>(List.of(story, Story.standard(shape)));
        for (int seed = 1; seed <= PROBES; seed++) {
            stories.add(Story.random(shape, seed));
        }
        for (Story each : stories) {
            Storyboard probe = new Storyboard(factory.apply(shape), true);
            probe.tell(each);
            if (!probe.allocator.description().aligned() || !probe.frames.stream().allMatch(Storyboard::looksBinary)) {
                return false;
            }
        }
        return true;
    }

    private static boolean looksBinary(Frame frame) {
        return frame.pieces().stream().allMatch(piece -> piece.state() == Piece.State.HELD
                || new Run(piece.offset(), piece.units()).aligned());
    }

    private void tell(Story story) {
        begin();
        for (Story.Request each : story.requests()) {
            if (each.allocates()) {
                allocate(each.number());
            } else {
                free(each.number());
            }
        }
        drain();
    }

    private void begin() {
        request = "a fresh space of " + allocator.shape().units() + " units";
        books = allocator.picture();
        FreeSet free = FreeSet.of(allocator);
        int blocks = free.runs().size();
        finish(blocks == 1
                ? "All of it is one free block."
                : "All of it is free, in " + blocks + " blocks: " + names(free.runs()) + ".", free, List.of());
    }

    // ---- Allocation: the free block, its splits, the block taken.

    private void allocate(int order) {
        String asked = order == 0 ? "1 unit" : (1L << order) + " units";
        request = "allocate a block of order " + order + " (" + asked + ")";
        FreeSet free = FreeSet.of(allocator);
        step("Wanted: " + asked + " in one block.", free, List.of());
        long offset = allocator.allocate(order);
        FreeSet after = FreeSet.of(allocator);
        if (offset == BlockAllocator.NO_BLOCK) {
            allocations.add(null);
            refuse(free, after);
            return;
        }
        Run block = new Run(offset, allocator.unitsOf(offset));
        allocations.add(block);
        boolean exact = showSource(free, block, after);
        live.put(offset, block);
        char letter = unusedLetter();
        letters.put(offset, letter);
        String size =
                block.units() == 1L << order ? "" : ", " + block.units() + " units for the " + asked + " asked for";
        finish(letter + " is allocated: " + block.range() + size + "."
                + (exact ? "" : " Other free blocks changed as well: see the strip and the books."), after,
                List.of(block));
    }

    private void refuse(FreeSet before, FreeSet after) {
        long largest = after.largest();
        finish("Refused: " + (largest == 0
                ? "nothing is free."
                : "no free block is large enough; the largest has " + count(largest) + ".")
                + (after.equals(before) ? "" : " In looking for one, free blocks were moved or joined."), after,
                List.of());
    }

    /** Shows where the block comes from; whether what is deduced is just what the allocator reports. */
    private boolean showSource(FreeSet before, Run block, FreeSet after) {
        FreeSet free = before.copy();
        List<Run> touched = free.touching(block);
        if (touched.isEmpty()) {
            step("The block " + block.range() + " was waiting in a cache: nothing is split.", free, List.of(block));
            return free.equals(after);
        }
        Run source = touched.getFirst();
        if (touched.size() > 1 || !source.covers(block)) {
            Run last = touched.getLast();
            step("No block is large enough: " + names(touched) + " are free side by side, and are joined now.", free,
                    touched);
            touched.forEach(free::remove);
            long start = Math.min(source.offset(), block.offset());
            source = new Run(start, Math.max(last.end(), block.end()) - start);
            free.add(source);
        }
        step(chosen(source, block), free, List.of(source));
        return showSplits(free, source, block, after);
    }

    private static String chosen(Run source, Run block) {
        return source.equals(block)
                ? "The free block " + source.range() + " fits as it is."
                : "The free block " + source.range() + " is chosen: " + count(source.units())
                        + ", more than is needed.";
    }

    private boolean showSplits(FreeSet free, Run source, Run block, FreeSet after) {
        FreeSet goal = free.copy();
        List<Run> cuts = new ArrayList<>();
        boolean halved = binary && goal.halveDownTo(source, block, cuts::add);
        if (halved && agreesWithin(source, goal, after)) {
            for (Run cut : cuts) {
                free.remove(cut);
                Run low = new Run(cut.offset(), cut.units() / 2);
                free.add(low);
                free.add(low.buddy());
                step("Split " + cut.range() + " into " + low.range() + " and " + low.buddy().range() + ": "
                        + buddies(low.units()), free, List.of(low, low.buddy()));
            }
            return goal.equals(after);
        }
        List<Run> parts = new ArrayList<>(after.touching(source));
        parts.add(block);
        parts.sort(Comparator.comparingLong(Run::offset));
        if (parts.size() > 1) {
            free.remove(source);
            parts.forEach(free::add);
            step("Split " + source.range() + " into " + names(parts) + ".", free, parts);
            free.remove(block);
        }
        goal = free.copy();
        goal.remove(block);
        return goal.equals(after);
    }

    private static boolean agreesWithin(Run run, FreeSet one, FreeSet other) {
        return one.touching(run).equals(other.touching(run));
    }

    // ---- Free: the block, and each join.

    private void free(int number) {
        Run block = allocations.get(number - 1);
        if (block == null) {
            request = "free what allocation " + number + " got";
            finish("It was refused: there is nothing to free.", FreeSet.of(allocator), List.of());
            return;
        }
        char letter = letters.getOrDefault(block.offset(), ' ');
        request = "free " + letter + " (" + block.range() + ")";
        FreeSet free = FreeSet.of(allocator);
        step("The caller gives back " + letter + ", the block " + block.range() + ".", free, List.of(block));
        allocator.free(block.offset());
        letters.remove(block.offset());
        live.remove(block.offset());
        FreeSet after = FreeSet.of(allocator);
        if (after.touching(block).isEmpty()) {
            finish(letter + " goes into a cache, ready for the next request of its size: held, and not joined.", after,
                    List.of(block));
            return;
        }
        free.add(block);
        if (free.equals(after)) {
            finish("The block " + block.range() + " is free. " + whyNotJoined(block, free), after, List.of(block));
            return;
        }
        step("The block " + block.range() + " is free" + buddyIsFree(block, free) + ".", free, List.of(block));
        showJoins(free, after, block);
    }

    private String buddyIsFree(Run block, FreeSet free) {
        boolean buddy = binary && block.aligned() && free.has(block.buddy());
        return buddy ? ", and so is its buddy " + block.buddy().range() : "";
    }

    private String whyNotJoined(Run block, FreeSet free) {
        if (!binary || !block.aligned()) {
            return "It is not joined with a neighbour.";
        }
        Run buddy = block.buddy();
        if (block.units() >= 1L << allocator.shape().maxOrder() || buddy.end() > allocator.shape().units()) {
            return "There is no buddy to join it with.";
        }
        if (free.has(buddy)) {
            return "Its buddy " + buddy.range()
                    + " is free too, and they are not joined now: this algorithm joins later.";
        }
        boolean used = live.values().stream().anyMatch(buddy::overlaps);
        return "Its buddy " + buddy.range() + (used ? " is not all free" : " is not in one piece")
                + ": nothing to join.";
    }

    /** Joins what can be joined on the way to what the allocator reports; the last frame shows just that. */
    private void showJoins(FreeSet start, FreeSet after, @Nullable Run first) {
        FreeSet free = start;
        while (!free.equals(after)) {
            Run run = binary ? free.joinableToward(after, first) : null;
            if (run == null) {
                showRest(free, after);
                return;
            }
            Run low = run.offset() < run.buddy().offset() ? run : run.buddy();
            Run joined = new Run(low.offset(), low.units() * 2);
            free.remove(run);
            free.remove(run.buddy());
            free.add(joined);
            String caption = "Join " + low.range() + " and " + low.buddy().range() + " into " + joined.range() + ": "
                    + buddies(low.units());
            if (free.equals(after)) {
                finish(caption, after, List.of(joined));
            } else {
                step(caption, free, List.of(joined));
            }
        }
    }

    /** Joins that are no buddies' in the binary sense, and whatever else changed, in one step. */
    private void showRest(FreeSet free, FreeSet after) {
        List<Run> fresh = after.runs().stream().filter(run -> !free.has(run)).toList();
        String joins = fresh.stream()
                .filter(run -> free.touching(run).size() > 1)
                .map(run -> "Join " + names(free.touching(run)) + " into " + run.range() + ".")
                .collect(Collectors.joining(" "));
        finish(joins.isEmpty() ? "The books changed." : joins, after, fresh);
    }

    // ---- The end: caches.

    private void drain() {
        request = "drain";
        FreeSet free = FreeSet.of(allocator);
        books = allocator.picture();
        allocator.drain();
        FreeSet after = FreeSet.of(allocator);
        if (after.equals(free)) {
            finish(allocator.picture().equals(books)
                    ? "Caches give back what they hold: there was nothing, and nothing changes."
                    : "Caches give back what they hold: the books change, the free blocks do not.", after, List.of());
            return;
        }
        step("Caches give back what they hold, and all that is free is joined.", free, List.of());
        List<Run> back = after.runs().stream().filter(run -> free.touching(run).isEmpty()).toList();
        back.forEach(free::add);
        if (free.equals(after)) {
            finish("Given back: " + names(back) + ".", after, back);
        } else {
            showJoins(free, after, null);
        }
    }

    // ---- Frames.

    private void step(String caption, FreeSet free, List<Run> marked) {
        add(caption, free, marked, books.stream().map(line -> "  " + line).toList(), false);
    }

    private void finish(String caption, FreeSet free, List<Run> marked) {
        List<String> now = allocator.picture();
        add(caption, free, marked, LineChanges.between(books, now), true);
        books = now;
    }

    private void add(String caption, FreeSet free, List<Run> marked, List<String> lines, boolean last) {
        frames.add(new Frame(request, caption, pieces(free, Set.copyOf(marked)), lines, last));
    }

    /** All units, in pieces: what is live, what is free, and between them what is neither. */
    private List<Piece> pieces(FreeSet free, Set<Run> marked) {
        TreeMap<Long, Piece> known = new TreeMap<>();
        live.forEach((offset, run) -> known.put(offset, new Piece(offset, run.units(), Piece.State.ALLOCATED,
                letters.getOrDefault(offset, '?'), marked.contains(run))));
        for (Run run : free.runs()) {
            known.put(run.offset(), new Piece(run.offset(), run.units(), Piece.State.FREE, ' ', marked.contains(run)));
        }
        List<Piece> all = new ArrayList<>();
        long at = 0;
        for (Piece piece : known.values()) {
            addHeld(at, piece.offset(), marked, all);
            all.add(piece);
            at = piece.offset() + piece.units();
        }
        addHeld(at, allocator.shape().units(), marked, all);
        return all;
    }

    private static void addHeld(long start, long end, Set<Run> marked, List<Piece> all) {
        if (start < end) {
            Run held = new Run(start, end - start);
            boolean concerned = marked.stream().anyMatch(held::overlaps);
            all.add(new Piece(start, end - start, Piece.State.HELD, ' ', concerned));
        }
    }

    private char unusedLetter() {
        Set<Character> used = new HashSet<>(letters.values());
        int turn = allocations.size() - 1;
        for (int tried = 0; tried < LETTERS.length(); tried++) {
            char letter = LETTERS.charAt((turn + tried) % LETTERS.length());
            if (!used.contains(letter)) {
                return letter;
            }
        }
        return '?';
    }

    private static String buddies(long units) {
        return "buddies, their offsets differ in bit " + Long.numberOfTrailingZeros(units) + " alone.";
    }

    private static String names(List<Run> runs) {
        List<String> ranges = runs.stream().map(Run::range).toList();
        int last = ranges.size() - 1;
        return last < 1
                ? String.join("", ranges)
                : String.join(", ", ranges.subList(0, last)) + " and " + ranges.get(last);
    }

    private static String count(long units) {
        return units == 1 ? "1 unit" : units + " units";
    }
}
