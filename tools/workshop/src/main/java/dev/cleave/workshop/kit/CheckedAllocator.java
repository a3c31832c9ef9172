package dev.cleave.workshop.kit;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * An allocator and the plain model, in step: every call goes to both, and every answer is compared. For one thread.
 *
 * <p>A refusal must be deserved: by an aligned allocator, when the model, with everything joined, has no block of that order; by another, when none
 * of the free blocks it shows is large enough.
 */
final class CheckedAllocator {
    private static final int CALLS_REMEMBERED = 16;
    private static final int BLOCKS_TOLD = 12;

    private final BlockAllocator allocator;
    private final Shape shape;
    private final Description description;
    private final PlainModel model;
    private final List<Block> fresh;
    private final Deque<String> lastCalls = new ArrayDeque<>();
    private long operations;

    /** An allocator just opened for this shape. */
    CheckedAllocator(BlockAllocator allocator, Shape shape) {
        this.allocator = allocator;
        this.shape = shape;
        this.description = allocator.description();
        this.model = new PlainModel(shape);
        this.fresh = freeBlocks();
    }

    BlockAllocator allocator() {
        return allocator;
    }

    Shape shape() {
        return shape;
    }

    boolean aligned() {
        return description.aligned();
    }

    String name() {
        return description.name();
    }

    long operations() {
        return operations;
    }

    PlainModel model() {
        return model;
    }

    String lastCalls() {
        return lastCalls.isEmpty() ? "none" : String.join(", ", lastCalls);
    }

    /** Allocates, and checks what was given: range, no overlap, size, alignment; or that the refusal is deserved. */
    long allocate(int order) {
        remember("allocate(" + order + ")");
        long offset = allocator.allocate(order);
        answered(offset);
        long size = 1L << order;
        accept(offset, order, size, aligned() ? size : 2 * size - 1);
        return offset;
    }

    /** Allocates so many units: at least so many are set aside, and no more than a block of the order that holds them. */
    long allocateUnits(long units) {
        remember("allocateUnits(" + units + ")");
        long offset = allocator.allocateUnits(units);
        answered(offset);
        int order = ceilingOrder(units);
        accept(offset, order, units, aligned() ? 1L << order : 2L << order);
        return offset;
    }

    /** Frees an allocated block. */
    void free(long offset) {
        remember("free(" + offset + ")");
        requireLength(offset);
        model.give(offset);
        allocator.free(offset);
    }

    /** Frees what begins at no allocated block, and asks for its length: both must be refused by name, and harm nothing. */
    void misuse(long offset) {
        List<Block> before = freeBlocks();
        refused("free", allocator::free, offset);
        refused("unitsOf", allocator::unitsOf, offset);
        requireSame("the free blocks after the refusal of " + offset, before, freeBlocks());
        model.allocated().forEach(block -> requireLength(block.offset()));
    }

    /** Runs a call with a number that is not allowed: it must be refused, naming the number, and harm nothing. */
    void badRequest(String call, LongConsumer asked, long number) {
        List<Block> before = freeBlocks();
        refused(call, asked, number);
        requireSame("the free blocks after the refusal of " + call + "(" + number + ")", before, freeBlocks());
    }

    /** What is shown as free must be what no block holds, each unit once; counts and sum must agree with it. */
    void checkBooks() {
        List<Block> shown = freeBlocks();
        requireSame("free units", model.gaps(), runs(shown));
        long[] counts = new long[shape.maxOrder() + 1];
        shown.forEach(block -> counts[63 - Long.numberOfLeadingZeros(block.units())]++);
        long[] told = allocator.freeBlocksByOrder();
        if (!Arrays.equals(counts, told)) {
            throw new AssertionError("freeBlocksByOrder() says " + Arrays.toString(told)
                    + ", but forEachFreeBlock shows " + Arrays.toString(counts));
        }
        long free = allocator.freeUnits();
        if (free != model.freeUnits()) {
            throw new AssertionError("freeUnits() says " + free + ", but " + model.freeUnits() + " are free");
        }
        model.allocated().forEach(block -> requireLength(block.offset()));
    }

    /** After draining, free blocks must be joined as far as they can be: for aligned allocators, exactly as the model joins them. */
    void checkJoined() {
        remember("drain()");
        allocator.drain();
        checkBooks();
        if (aligned()) {
            requireSame("free blocks, drained", model.joinedFreeBlocks(), freeBlocks());
        }
    }

    /** With nothing allocated, the space must be as it was when opened. */
    void checkWhole() {
        if (model.freeUnits() != shape.units()) {
            throw new IllegalStateException("the check has blocks left: " + told(model.allocated()));
        }
        checkJoined();
        requireSame("free blocks when all was freed and drained", fresh, freeBlocks());
    }

    /** Frees everything in this order: the blocks that the model knows must be those. */
    void freeAll(List<Block> blocks) {
        blocks.forEach(block -> free(block.offset()));
    }

    /** A block that threads were given, at least so many units long: the model is told of it, and its length checked. */
    void adopt(long offset, long atLeast) {
        long units = allocator.unitsOf(offset);
        if (units < atLeast) {
            throw new AssertionError("unitsOf(" + offset + ") says " + units + " for a block asked to have " + atLeast);
        }
        model.take(offset, units);
    }

    /** What the allocator shows as free, lowest first. */
    List<Block> freeBlocks() {
        List<Block> blocks = new ArrayList<>();
        allocator.forEachFreeBlock((offset, units) -> blocks.add(new Block(offset, units)));
        blocks.sort(null);
        return blocks;
    }

    /** Fails unless both are the same; what they are is told by the first difference. */
    static void requireSame(String what, List<Block> expected, List<Block> actual) {
        if (!expected.equals(actual)) {
            int at = 0;
            while (at < expected.size() && at < actual.size() && expected.get(at).equals(actual.get(at))) {
                at++;
            }
            throw new AssertionError(what + ": expected " + told(expected.subList(at, expected.size())) + " but were "
                    + told(actual.subList(at, actual.size())) + (at == 0 ? "" : " (after " + at + " that agree)"));
        }
    }

    private void accept(long offset, int order, long atLeast, long atMost) {
        if (offset == NO_BLOCK) {
            requireDeserved(order);
            return;
        }
        if (offset < 0 || offset >= shape.units()) {
            throw new AssertionError("the offset " + offset + " is not in the space of " + shape.units() + " units");
        }
        long units = allocator.unitsOf(offset);
        if (units < atLeast || units > atMost) {
            throw new AssertionError("unitsOf(" + offset + ") says " + units + " for a request of " + atLeast
                    + " units: expected " + atLeast + (atMost == atLeast ? "" : " to " + atMost));
        }
        model.take(offset, units);
        if (aligned() && offset % (1L << order) != 0) {
            throw new AssertionError("the offset " + offset + " is not a multiple of " + (1L << order)
                    + ", though the allocator says that blocks are aligned");
        }
    }

    private void requireDeserved(int order) {
        if (aligned()) {
            if (model.hasFree(order)) {
                throw new AssertionError("refused, though a block of order " + order + " is free: "
                        + told(model.joinedFreeBlocks()));
            }
            return;
        }
        for (Block free : freeBlocks()) {
            if (free.units() >= 1L << order) {
                throw new AssertionError("refused, though " + free + " is shown as free, and large enough for order "
                        + order);
            }
        }
    }

    private void requireLength(long offset) {
        long units = allocator.unitsOf(offset);
        if (units != model.unitsOf(offset)) {
            throw new AssertionError("unitsOf(" + offset + ") says " + units + ", but " + model.unitsOf(offset)
                    + " when the block was allocated");
        }
    }

    private void refused(String call, LongConsumer asked, long number) {
        remember(call + "(" + number + ")");
        try {
            asked.accept(number);
        } catch (IllegalArgumentException refused) {
            answered("refused");
            if (!String.valueOf(refused.getMessage()).contains(Long.toString(number))) {
                throw new AssertionError(call + "(" + number + ") was refused without naming the number: "
                        + refused.getMessage(), refused);
            }
            return;
        }
        throw new AssertionError(call + "(" + number + ") was not refused");
    }

    private void remember(String call) {
        operations++;
        if (lastCalls.size() == CALLS_REMEMBERED) {
            lastCalls.removeFirst();
        }
        lastCalls.addLast(call);
    }

    private void answered(Object answer) {
        lastCalls.addLast(lastCalls.removeLast() + " = " + answer);
    }

    /** Adjacent blocks made one; blocks that overlap are a failure. */
    private static List<Block> runs(List<Block> blocks) {
        List<Block> runs = new ArrayList<>();
        for (Block each : blocks) {
            Block last = runs.isEmpty() ? null : runs.getLast();
            if (last != null && last.end() > each.offset()) {
                throw new AssertionError("shown as free twice: " + each + " overlaps " + last);
            }
            if (last != null && last.end() == each.offset()) {
                runs.set(runs.size() - 1, new Block(last.offset(), last.units() + each.units()));
            } else {
                runs.add(each);
            }
        }
        return runs;
    }

    private static String told(List<Block> blocks) {
        return blocks.size() <= BLOCKS_TOLD
                ? blocks.toString()
                : blocks.subList(0, BLOCKS_TOLD) + " and " + (blocks.size() - BLOCKS_TOLD) + " more";
    }

    private static int ceilingOrder(long units) {
        return 64 - Long.numberOfLeadingZeros(units - 1);
    }
}
