package dev.cleave.lab.experiment.attack;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The attacks that are known beforehand; an {@link AdaptiveAttack} searches for its own. */
enum Attack {
    /** Robson's program, 1974: what any allocator that does not move must waste. */
    ROBSON_FIRST_FIT("robson-first-fit", Attack::robson),
    /** For a binary buddy: one block is kept in each aligned block of the next order. */
    ROBSON_BUDDY("robson-buddy", Attack::robsonBuddy),
    /** Every second block is kept, of sizes that double. */
    COMB("comb", Attack::comb),
    /** One unit is kept in each pageblock. */
    ONE_PER_BLOCK("one-per-block", attacker -> {
        while (attacker.canGoOn()) {
            attacker.fill(Attack.UNIT);
            keepOneIn(attacker, AttackRun.PAGEBLOCK);
        }
    }),
    /** Sizes that grow by a unit each time, half of them kept. */
    SIZE_RATCHET("size-ratchet", attacker -> {
        for (long units = 1; attacker.canGoOn(); units = units % 96 + 1) {
            attacker.fill(units * Attack.UNIT);
            attacker.keep(each -> attacker.random().nextBoolean());
        }
    }),
    /** One byte more than each size that allocators like. */
    CLASS_HOPPING("class-hopping", attacker -> {
        for (int order = 0; attacker.canGoOn(); order = (order + 1) % 10) {
            attacker.fill((Attack.UNIT << order) + 1);
            attacker.keep(each -> attacker.random().nextInt(3) == 0);
        }
    }),
    /** Blocks of all sizes come and go, one in twenty stays. */
    PIN_SPRINKLER("pin-sprinkler", attacker -> {
        while (attacker.canGoOn()) {
            attacker.fill(Attack.UNIT << attacker.random().nextInt(6));
            attacker.keep(each -> each.byteSize() == Attack.UNIT && each.order() % 20 == 0);
        }
    }),
    /** Single bytes, each of which holds what the allocator gives at least. */
    TINY_HOLD("tiny-hold", attacker -> {
        while (attacker.canGoOn()) {
            attacker.fill(1);
        }
    }),
    /** Large and small by turns, of which the large are freed, and the small late. */
    SLOW_FREES("slow-frees", attacker -> {
        while (attacker.canGoOn()) {
            while (attacker.take(64 * Attack.UNIT) && attacker.take(Attack.UNIT)) {
                // By turns.
            }
            attacker.keep(each -> each.byteSize() == Attack.UNIT);
            for (int each = attacker.held().size() / 8; each > 0; each--) {
                attacker.freeOne(0);
            }
        }
    }),
    /** A small block at the end of each chunk of 4 MiB, as buffers' pools have them. */
    CHUNK_PINNING("chunk-pinning", attacker -> {
        while (attacker.canGoOn()) {
            while (attacker.take((4 << 20) - Attack.UNIT) && attacker.take(Attack.UNIT)) {
                // By turns.
            }
            attacker.keep(each -> each.byteSize() == Attack.UNIT);
            attacker.fill(31 * Attack.UNIT);
            attacker.keep(each -> each.byteSize() == Attack.UNIT);
        }
    });

    /** Bytes of the smallest block worth holding. */
    static final long UNIT = 4096;

    private static final int LARGEST_ORDER = 9;

    private final String label;
    private final Consumer<Attacker> program;

    Attack(String label, Consumer<Attacker> program) {
        this.label = label;
        this.program = program;
    }

    String label() {
        return label;
    }

    /** Attacks until its steps or its ideas are at an end. */
    void run(Attacker attacker) {
        program.accept(attacker);
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Attack::label).toList();
    }

    /**
     * Source: J. M. Robson, <em>Bounds for some functions concerning dynamic storage allocation</em>,
     * JACM 21 (3), 1974: at each step, blocks are kept that cover an address of one remainder, which
     * is chosen so that most is kept apart.
     */
    private static void robson(Attacker attacker) {
        attacker.fill(UNIT);
        long remainder = 0;
        for (int order = 1; order <= LARGEST_ORDER && attacker.canGoOn(); order++) {
            long period = UNIT << order;
            long here = remainder;
            long there = remainder + period / 2;
            long keptHere = attacker.held().stream().filter(each -> covers(each, here, period)).count();
            long keptThere = attacker.held().stream().filter(each -> covers(each, there, period)).count();
            remainder = keptHere >= keptThere ? here : there;
            long chosen = remainder;
            attacker.keep(each -> covers(each, chosen, period));
            attacker.fill(period);
        }
    }

    private static boolean covers(Attacker.Held block, long remainder, long period) {
        return Math.floorMod(remainder - block.address(), period) < block.byteSize();
    }

    private static void robsonBuddy(Attacker attacker) {
        for (int order = 0; order <= LARGEST_ORDER && attacker.canGoOn(); order++) {
            attacker.fill(UNIT << order);
            keepOneIn(attacker, UNIT << order + 1);
        }
    }

    private static void comb(Attacker attacker) {
        for (int order = 0; attacker.canGoOn(); order = (order + 1) % LARGEST_ORDER) {
            long size = UNIT << order;
            attacker.fill(size);
            attacker.keep(each -> (each.address() / each.byteSize() & 1) == 0);
        }
    }

    /** Of the blocks in each window of addresses one is kept. */
    static void keepOneIn(Attacker attacker, long window) {
        Set<Long> taken = new HashSet<>();
        attacker.keep(each -> taken.add(Math.floorDiv(each.address(), window)));
    }
}
