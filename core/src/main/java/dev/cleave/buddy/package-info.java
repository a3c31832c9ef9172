/**
 * The lock-free buddy space: blocks of a line of units, handed out and taken back by any thread at
 * any time. It knows offsets, and nothing of memory.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>unit</dt><dd>the smallest block</dd>
 * <dt>order k</dt><dd>a block of 2<sup>k</sup> units that begins at a multiple of its size; its <em>buddy</em> is the other half of the block
 * of order k + 1 around it</dd>
 * <dt>level, word, slot</dt><dd>a radix-64 tree: a word of level L has 64 slots of 64<sup>L</sup> units, slot s of word i stands above word 64 i + s
 * of the level below; order k lives at level k / 6 as a run of 2<sup>k mod 6</sup> slots</dd>
 * <dt>free, split, emptied</dt><dd>a slot's bit is set: free. Its bit is clear and the word below is not zero: split, and if that word is all
 * ones: emptied, free as a whole but not merged yet</dd>
 * <dt>maximal run</dt><dd>a free run whose buddy is not free: what a textbook keeps in its list of that order</dd>
 * <dt>hint, plane</dt><dd>a bit that says that a maximal run of an order may lie below; the bits of one order beside one word are a plane</dd>
 * <dt>stripe, home</dt><dd>one of a few lanes that threads are spread over ({@link dev.cleave.buddy.Stripes}); 4096 units that a stripe prefers</dd>
 * <dt>magazine</dt><dd>a small stack of freed blocks of one stripe and order</dd>
 * <dt>biased</dt><dd>a magazine's stack that is one thread's own, until another wants it: all others are shared</dd>
 * <dt>large</dt><dd>an extent of a sixteenth of a home and more</dd>
 * <dt>extent, hole</dt><dd>adjacent units that need not be aligned; free units that are part of no free block of the order around what is asked for</dd>
 * <dt>order map</dt><dd>one byte a unit: which block begins there</dd>
 * <dt>claimed</dt><dd>a block between the two steps of its free or resize: nobody's but the caller's who claimed it</dd>
 * <dt>hidden</dt><dd>free, and in the hands of a call for a moment, where no search finds it</dd>
 * </dl>
 *
 * <h2>The way of a block</h2>
 * <pre>
 *     allocate                                                free
 *        │                                                      │
 *        │                                        OrderMap      │  claims the block: one compare-and-set
 *        ▼                                                      ▼
 *     Magazines   pop ─────────── blocks ──────────────────── push
 *        │ empty: refill                                  full: │ spill
 *        ▼                                                      ▼
 *     Hints       find: which word?                 announce: here is a run
 *        │        Homes: whose?                                 ▲
 *        ▼                                                      │
 *     Tree        take: one compare-and-set of one word       give
 *     Extents     a hole first, for a number of units that need not be aligned
 *     LargeExtents  the shortest free run, its high end: for many units
 *     Gaps        and no gap before it, else: what is taken moves down
 *     LastLooks   for a request that found nothing: it looks until it has seen all that is free
 *        │
 *        ▼
 *     OrderMap    publish: a block begins here
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>A unit is free at one level at most, or lies in one magazine, or in one block, or in the hands of one call.</li>
 * <li>Below a slot that is free, or handed out as part of a larger run, every word is zero.</li>
 * <li>A word's value is its whole state: whoever swings it owns what the swing took.</li>
 * <li>A hint leads to each maximal run on every level up to the root, its own or a stale one of a larger run around it, once the call that made the run is
 * over; except while a call that announced that it hides something is between two of its steps.
 * Whoever makes a run announces it: that another run of its order lies in the same word does not
 * mean that its maker has announced that order yet.</li>
 * <li>A byte of the order map says "block" exactly from an allocation's last step to the first step of its free.</li>
 * </ol>
 * {@link dev.cleave.buddy.BuddySpace#verify()} checks 1, 2, 4 and 5 on a space at rest.
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>Two take the last run of a word.</strong> One compare-and-set wins; the loser reads the word again and looks elsewhere.</li>
 * <li><strong>A take meets a give in one word.</strong> Both are compare-and-sets of the whole word: one is first, the other sees it.</li>
 * <li><strong>Two free one block.</strong> The order map's byte swings once; the other gets an exception, before it touched anything.</li>
 * <li><strong>A merge meets a take from an emptied word.</strong> The merge swings all ones to zero, the take all ones to less: one of them wins. The
 * loser of a merge takes back the hint that led there.</li>
 * <li><strong>A split is seen half done.</strong> Between taking the slot and writing the word below, the word is zero: nothing is free there, nobody can take or
 * merge it. A block in it cannot be freed, for none is handed out yet.</li>
 * <li><strong>A hint is taken back while a run appears.</strong> Truth is written before the hint is set; the hint is cleared before the truth is read
 * again. Both in the one order of volatile accesses: either the freer's look at the hint comes
 * after the clearing, and sets it again, or the clearer's look at the truth comes after the free,
 * and sets it again. The same on every level above.</li>
 * <li><strong>Two neighbours become free at the same time.</strong> Each writes its truth, then reads the word: the second to write sees both, and announces
 * the merged run.</li>
 * <li><strong>A request fails while another thread hides blocks.</strong> Whoever clears hints, splits, merges or fills a magazine counts itself in and out; a request
 * fails only after a look during which that count stood still at zero, or after sixteen looks and
 * all hints made anew. A look hides nothing itself unless it was led astray by a stale hint, which
 * is gone for the next one: so in a quiet space the second look settles at the latest.</li>
 * <li><strong>Two use one magazine.</strong> The word of a shared stack swings from free to held: one has the stack, the other finds it held, leaves it as it is,
 * and goes to the tree. What the holder wrote is published by its release store of the word, which
 * the next hold reads. One that is biased only its owner uses.</li>
 * <li><strong>A block is popped while a second free of it is tried.</strong> The byte says "freed" until the pop's caller publishes the block anew. A stale free that
 * comes later frees the new block, as with every allocator: it owns the same name.</li>
 * <li><strong>Two adopt one home or take it over, or one is adopted while its owner is found idle, or kept for large extents.</strong> Ownership is one bit, set and cleared by
 * compare-and-set: of two that take it over, the one that cleared the owner's bit has it. It says
 * where to look first, and nothing is wrong when it is wrong.</li>
 * <li><strong>A given range is claimed while its parts are split, merged or freed.</strong> Each level's part is one compare-and-set; what was had is given back when the next
 * part cannot be had.</li>
 * <li><strong>A thread stops for ever, anywhere.</strong> What it held in hand is lost to the others: a block, the slot it was splitting or merging, or one
 * magazine. A hint that it was taking back is made anew by the next request that would fail. Nobody
 * waits for it.</li>
 * <li><strong>A block is resized while it is freed, or resized again.</strong> A resize claims the block in the order map as a free does, and publishes it anew at its
 * end: of two that meet one goes on, the other gets an exception, before it touched anything.</li>
 * <li><strong>A block is lengthened while the units behind it are taken, split, merged or freed.</strong> They are claimed as a given range is (12). No call can have
 * the end of the block in its hands: it is a slot's bit that only the resize may set. What a
 * shorter block gives back lies below slots that are clear, in words that are zero or its own, so
 * each piece is one more give (2, 7).</li>
 * <li><strong>A hole is taken while parts of it are taken, or units beside it freed.</strong> In one word it is one compare-and-set of the word that was looked
 * at (1); across words it is claimed as a given range is (12). So is the run that a large extent
 * was to have: where it is gone the search begins anew, eight times at most, and then hints lead
 * on.</li>
 * <li><strong>Two free runs of the same orders in one word, and the first stops before it announces them.</strong> The second announces the orders of its own runs
 * though the word had them before: each run that is new at its place, whatever else is in the
 * word.</li>
 * <li><strong>A magazine is filled with the last free blocks after a failing request saw it empty.</strong> The refill counts as hiding (8) from before it takes them until
 * they can be given back.</li>
 * <li><strong>A block is freed while somebody keeps books about it.</strong> A claim takes it from its owner as a free does (3), so nobody else can free,
 * resize or claim it until the second step; the books are written in between.</li>
 * <li><strong>An extent is moved down while the gap before it is taken.</strong> The gap is claimed as a given range is (12), and what the extent gives back at its
 * end was its own: so it moves or stays where it is. Between the two it holds more than it was
 * asked for, which counts as hiding (8). Nobody else knows it yet, as its first byte in the order
 * map comes after.</li>
 * <li><strong>A biased stack is taken from its owner while the owner uses it.</strong> The owner says that it begins, and then looks whether the stack is revoked; whoever
 * revokes it says so, passes a barrier that every thread of the process passes with it, and then
 * looks whether the owner is in it: then it goes to the tree, as from a stack that is held. So of
 * the two at least one sees the other.</li>
 * <li><strong>An owner goes on that was stopped before it began, and the stack is another's by now.</strong> What it writes and looks at is a place that is
 * nobody else's while its thread lives, and says that the stack is revoked.</li>
 * </ol>
 * {@code BuddySpaceStressTest} provokes 1 to 12, 14 to 16 and 20 to 22 together with every unit's
 * owner known, {@code StoppedThreadTest} stops a thread at every single access to metadata (13, and
 * 5, 6, 8, 21 and 22 one step at a time) and counts what it has in its hands, {@code
 * UnannouncedRunTest} lets another thread free and allocate beside it (17), {@code LastLooksTest}
 * lets others come in between any two accesses of a failing request (8, 18), the model checks the
 * two steps (19), and the {@code verify} module provokes 1, 2, 3, 4, 9, 12 and 14 in pairs and
 * checks histories, those of 15 and 17 too.
 *
 * <h2>Memory order</h2>
 * Words of the tree and hints are read and swung volatile: race 6 needs one order of all of them. A
 * shared stack of a magazine is acquired by a compare-and-set of its word, and any stack is
 * released by a release store. A code of the order map is released when published, and acquired
 * when claimed. Nothing relies on a processor's own order, so that what is proven on x86 holds
 * elsewhere.
 *
 * <p>Race 21 is the exception to the Java memory model, which knows no fence that is paid for by
 * one side alone: it rests on {@code membarrier(2)}, and on compilers that do not move a release
 * store behind the acquire load that follows it. {@code ProcessBarrier} says where there is such a
 * barrier; elsewhere no stack is ever biased.
 */
@NullMarked
package dev.cleave.buddy;

import org.jspecify.annotations.NullMarked;
