package dev.cleave.gpu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which blocks of a pool are to be emptied: those that free most for each byte that is copied, as
 * many as the others have room for. Pure; immutable.
 */
final class VictimChoice<B> {
    /*
     * A knapsack. What the victims hold must fit into what is free in the others:
     *
     *     used(victims) <= free(all) - free(victims), that is: size(victims) <= free(all)
     *
     * so the weight of a block is its size. Its value is its size less a price for each byte to copy.
     * Blocks are taken in the order of value by weight, which is that of their fill. One large block
     * may be worth more than all that come before it, so the same is tried with the emptiest block of
     * each size first: s tries of n steps for n blocks of s sizes.
     *
     * The price is high at first, so that the cheap blocks go by themselves, into the blocks that are
     * dear. What took in others is not emptied any more; what did not is looked at for a lower price,
     * down to the one that is asked for. Without a price all is chosen at once.
     */
    private static final int[] PRICE_STEPS = {3, 2, 1};

    private final List<Candidate<B>> blocks;
    private final long room;
    private final int most;
    private final List<Candidate<B>> victims;

    /**
     * A block as the choice sees it.
     *
     * @param usedBytes what would have to be copied
     * @param freeBytes what it could take in
     * @param stays whether it is a target, and no victim
     * @param block which it is
     */
    record Candidate<B>(long usedBytes, long freeBytes, boolean stays, B block) {
        private long byteSize() {
            return usedBytes + freeBytes;
        }

        private double fill() {
            return (double) usedBytes / byteSize();
        }

        private double gain(double price) {
            return byteSize() - price * usedBytes;
        }
    }

    /**
     * @param blocks all that are not being emptied
     * @param promised bytes of theirs that what is being emptied now needs
     * @param most how many may go
     * @param leastFreed bytes that a block must free for each byte that is copied
     */
    VictimChoice(List<Candidate<B>> blocks, long promised, int most, double leastFreed) {
        this.blocks = List.copyOf(blocks);
        this.most = most;
        room = blocks.stream().mapToLong(Candidate::freeBytes).sum() - promised;
        victims = choose(leastFreed);
    }

    /** The blocks to empty at this price, the one that gains most first; none where none is worth it. */
    List<B> victims() {
        return victims.stream().map(Candidate::block).toList();
    }

    /**
     * Where what lies in a victim may go: into blocks that stay, the fullest first; into those that
     * are to be emptied next only if there is no place elsewhere, first into the one that gains least.
     */
    List<B> targets() {
        List<Candidate<B>> targets = new ArrayList<>(blocks);
        targets.removeAll(victims);
        targets.sort(Comparator.<Candidate<B>>comparingDouble(Candidate::fill).reversed());
        targets.addAll(victims.reversed());
        return targets.stream().map(Candidate::block).toList();
    }

    private List<Candidate<B>> choose(double leastFreed) {
        for (int step : PRICE_STEPS) {
            List<Candidate<B>> chosen = chooseAt(step * leastFreed);
            if (!chosen.isEmpty()) {
                return chosen;
            }
        }
        return List.of();
    }

    private List<Candidate<B>> chooseAt(double price) {
        List<Candidate<B>> worthIt = blocks.stream()
                .filter(each -> !each.stays() && each.gain(price) > 0)
                .sorted(Comparator.<Candidate<B>>comparingDouble(Candidate::fill)
                        .thenComparing(Comparator.<Candidate<B>>comparingLong(Candidate::byteSize).reversed()))
                .toList();
        Set<Long> sizes = new HashSet<>();
        List<Candidate<B>> best = List.of();
        for (Candidate<B> first : worthIt) {
            List<Candidate<B>> tried = sizes.add(first.byteSize()) ? takenWith(first, worthIt) : List.of();
            best = gain(tried, price) > gain(best, price) ? tried : best;
        }
        return best.stream()
                .sorted(Comparator.<Candidate<B>>comparingDouble(each -> each.gain(price)).reversed())
                .toList();
    }

    private List<Candidate<B>> takenWith(Candidate<B> first, List<Candidate<B>> worthIt) {
        List<Candidate<B>> taken = new ArrayList<>();
        long left = addIfRoom(first, room, taken);
        for (Candidate<B> each : worthIt) {
            left = each.equals(first) ? left : addIfRoom(each, left, taken);
        }
        return taken;
    }

    private long addIfRoom(Candidate<B> block, long left, List<Candidate<B>> taken) {
        if (block.byteSize() > left || taken.size() >= most) {
            return left;
        }
        taken.add(block);
        return left - block.byteSize();
    }

    private static <B> double gain(List<Candidate<B>> blocks, double price) {
        return blocks.stream().mapToDouble(each -> each.gain(price)).sum();
    }
}
