package dev.cleave.workshop.show;

import dev.cleave.workshop.contract.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests to an allocator, in order: {@code a2} allocates a block of order 2, {@code f1} frees what the first of the
 * allocations got.
 *
 * @param requests what is asked
 */
public record Story(List<Request> requests) {
    private static final Pattern REQUEST = Pattern.compile("\\G[\\s,;]*([af])\\s*(\\d{1,9})(?!\\d)");
    private static final int RANDOM_REQUESTS = 12;
    private static final int MOST_REQUESTS = 1000;

    /** Checks the length. */
    public Story {
        requests = List.copyOf(requests);
        if (requests.isEmpty() || requests.size() > MOST_REQUESTS) {
            throw new IllegalArgumentException("a story of " + requests.size() + " requests: allowed are 1 to "
                    + MOST_REQUESTS);
        }
    }

    /**
     * One request.
     *
     * @param allocates whether it allocates; else it frees
     * @param number the order to allocate; or which allocation to free, from 1
     */
    public record Request(boolean allocates, int number) {}

    /**
     * The story told when no other is asked for: splits down to one unit, a split half way, a join up to a neighbour, a
     * free whose buddy is not whole, a join up to a half, a refusal, and a join of everything.
     */
    public static Story standard(Shape shape) {
        int top = shape.maxOrder();
        return new Story(List.of(
                allocate(0), allocate(Math.max(top - 2, 0)), allocate(Math.max(top - 3, 0)), free(1),
                allocate(Math.max(top - 1, 0)), free(2), free(3), allocate(top), free(4)));
    }

    /** A story made up from a seed; the same seed makes the same one. In its end everything is free. */
    public static Story random(Shape shape, long seed) {
        Random random = new Random(seed);
        List<Request> requests = new ArrayList<>();
        List<Request> frees = new ArrayList<>();
        int allocations = 0;
        while (requests.size() < RANDOM_REQUESTS) {
            if (!frees.isEmpty() && random.nextInt(5) < 2) {
                requests.add(frees.remove(random.nextInt(frees.size())));
            } else {
                requests.add(allocate(random.nextInt(Math.max(shape.maxOrder(), 1))));
                frees.add(free(++allocations));
            }
        }
        requests.addAll(frees);
        return new Story(requests);
    }

    /**
     * The story that a script tells.
     *
     * @param script such as {@code a0 a2 f1}
     * @throws IllegalArgumentException when a word is not understood, an order is out of range, or what is freed was not
     *     allocated before, naming the word
     */
    public static Story parse(String script, Shape shape) {
        List<Request> requests = new ArrayList<>();
        List<Boolean> live = new ArrayList<>();
        Matcher words = REQUEST.matcher(script);
        int end = 0;
        while (words.find()) {
            end = words.end();
            int number = Integer.parseInt(words.group(2));
            boolean allocates = words.group(1).equals("a");
            if (allocates) {
                shape.requireOrder(number);
                live.add(true);
            } else {
                requireLive(number, live);
                live.set(number - 1, false);
            }
            requests.add(new Request(allocates, number));
        }
        String rest = script.substring(end).replaceFirst("^[\\s,;]+", "");
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + rest.split("\\s", 2)[0] + "' is no request: expected a ORDER or f N,"
                            + " as in 'a0 a2 f1'");
        }
        return new Story(requests);
    }

    private static void requireLive(int number, List<Boolean> live) {
        if (number < 1 || number > live.size()) {
            throw new IllegalArgumentException("f" + number + " frees what was not allocated before it: there were "
                    + live.size() + " allocations, counted from 1");
        }
        if (!live.get(number - 1)) {
            throw new IllegalArgumentException("f" + number + " frees a block a second time");
        }
    }

    private static Request allocate(int order) {
        return new Request(true, order);
    }

    private static Request free(int number) {
        return new Request(false, number);
    }
}
