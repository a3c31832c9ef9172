/**
 * LLFree's two levels. Begin with {@link dev.cleave.workshop.llfree.LLFree}.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>frame</dt><dd>a unit; a bit</dd>
 * <dt>row</dt><dd>64 frames; a word of bits</dd>
 * <dt>child</dt><dd>512 frames; a counter of 16 bits and eight rows</dd>
 * <dt>huge</dt><dd>a child that is allocated as one block, its bits untouched</dd>
 * <dt>tree</dt><dd>32 children; a counter, and a mark that says reserved</dd>
 * <dt>stripe</dt><dd>what the paper has a processor for; threads are spread over stripes by their number</dd>
 * <dt>reservation</dt><dd>the tree a stripe allocates in, with the count of frames that it may take there</dd>
 * </dl>
 *
 * <pre>
 *   LLFree ─▶ Upper ─▶ Reservations ─▶ Reservation       left: who decides; middle: who loops; right: pure transitions
 *     │         ├────▶ Trees ────────▶ TreeCount
 *     │         └────▶ Lower ─▶ Children ─▶ ChildCount
 *     │                  └────▶ BitFields ▶ BitWord       and the middle column alone calls Atomics
 *     └──────▶ OrderMap
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>A frame is taken exactly when its bit is set, or its child is huge.</li>
 * <li>A child's count and what calls hold of it in their hands are the number of its clear bits.</li>
 * <li>A tree's count, that of the reservation there, and what calls hold in their hands are together its children's
 * counts. While calls are on their way the first may be below zero.</li>
 * <li>A tree that is marked as reserved belongs to one stripe, or to one call that is about to give it to a stripe or
 * back.</li>
 * <li>A byte of the order map says "block" exactly from an allocation's last step to the first step of its free.</li>
 * </ol>
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>Two take the last frames of a stripe, a child or a word.</strong> One compare-and-set wins; the loser
 * reads again and may be refused.</li>
 * <li><strong>A count was had, and the run of bits goes to another.</strong> The count promises frames, not a run: it
 * is given back, and the search goes on.</li>
 * <li><strong>Orders 7 and 8 lose the second of their words.</strong> The words had so far are given back. Nobody else
 * changed them: they were full.</li>
 * <li><strong>Order 10 finds its pair changed.</strong> One compare-and-set of both counters: all or nothing.</li>
 * <li><strong>A huge child meets a request for a few of its frames.</strong> The count swings from 512 to huge, or to
 * less: one of them wins. A huge child has no count to take from.</li>
 * <li><strong>Two free one block.</strong> The order map's byte swings once, before anything else is touched; the other
 * is refused.</li>
 * <li><strong>Two threads of one stripe move it to two trees.</strong> A reservation is one word: who swings it owns
 * what was in it, and gives that back to its tree.</li>
 * <li><strong>A stripe moves between another call's taking of a count and giving it back.</strong> The giver names the
 * tree: where the stripe is no longer there, the tree's own counter gets it.</li>
 * <li><strong>A request finds nothing while others hold counts in their hands.</strong> It looks at the bits, which
 * hide nothing, and at how many blocks were freed meanwhile, which is part of the words that every free swings. It
 * fails when there was no run and no free was completed. If there was a run it is taken at once, and counted
 * afterwards: a tree's count may fall below zero, and whoever had counted those frames finds none, and gives the count
 * back.</li>
 * <li><strong>A thread stops between two steps.</strong> What it holds stays out of reach: the block that it was about
 * to allocate or free, or the few words of race 3. What it had counted and not taken can be had. Nobody waits for it; a
 * request that sees clear bits which it cannot have looks 64 times, yielding its processor, and then fails.</li>
 * </ol>
 * {@code LLFreeStressTest} provokes 1 to 9 with every unit's owner known; {@code LevelsTest} stops a call at the steps of
 * 3, 9 and 10; {@code TransitionsTest} tests every transition without threads.
 */
@NullMarked
package dev.cleave.workshop.llfree;

import org.jspecify.annotations.NullMarked;
