/**
 * NBBS: buddies found and joined by climbing a tree of status bits, without locks; and the same tree under a spin lock.
 *
 * <p>Words: the <i>status</i> of a node is five bits, {@code OCC OL OR CL CR}: allocated whole; left, right half
 * occupied; left, right half coalescing. To <i>take</i> a node is to set OCC in a free one; to <i>mark</i> is to say
 * above that a half is occupied; to <i>announce</i> is to say that a half is coalescing: that it may become free; to
 * <i>unmark</i> is to say that it is free. A <i>word</i> holds one level of the tree, or four; the words of equal
 * height are a <i>storey</i>. A <i>place</i> is where a thread begins its search.
 *
 * <pre>
 *   NonblockingBuddy ─▶ Layout        where a node lies
 *     ▲                 Status        what its five bits say       (pure)
 *     │                 StatusWords   their atomics
 *   SpinLocked          BlockOrders   which block begins at a unit
 *     SpinLock          Places        where to look first
 * </pre>
 *
 * <p>The races:
 *
 * <ol>
 *   <li><b>Two threads take the same node, or a node and one of its halves.</b> In one word: the compare-and-set of one
 *       fails. In different words: the lower marks upwards. If its mark comes first, the upper's compare-and-set from 0
 *       fails; if the upper was first, the lower meets OCC and undoes.
 *   <li><b>One unmarks a half while another allocates in it.</b> Who unmarks reads the node, then looks at the half,
 *       then changes the node from what was read. Who allocates takes in the half first and then marks: either its take
 *       is seen, or its mark, which changes the tag, makes the unmarking fail.
 *   <li><b>One allocates in a half that is marked already, while another unmarks it.</b> Who allocates may skip the
 *       mark only when it sees the half not coalescing; who unmarks has then yet to announce, and looks at the half
 *       after that.
 *   <li><b>Two threads free neighbours.</b> Both release in the same word, and the later one sees it empty and climbs;
 *       or both unmark halves in the same word, and the later one sees that empty and climbs on. Who finds the mark
 *       gone already climbs on too.
 *   <li><b>A thread undoes what it took, while another looks for a larger block there.</b> The larger request may not
 *       see that block; the undoing counts as a release, so that who found nothing looks again.
 *   <li><b>A block is freed behind a search.</b> Releases are counted; a search that finds nothing is repeated if there
 *       were any.
 *   <li><b>Two threads free the same block.</b> They race for its entry in {@code BlockOrders} by compare-and-set; one
 *       is refused and touches nothing.
 * </ol>
 *
 * <p>{@code InterleavingTest} provokes 1 to 5, in interleavings drawn by seed at each access to a word; {@code
 * StalledThreadTest} plays the rarest case of 2, and 6, step by step; {@code TreeThreadsTest} provokes all with real
 * threads, and 7.
 */
@NullMarked
package dev.cleave.workshop.nonblocking;

import org.jspecify.annotations.NullMarked;
