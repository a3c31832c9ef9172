/**
 * Large blocks on demand. Blocks that cannot move lie together (mobility groups); those that can are
 * brought out of the way (movable blocks, compaction, reservations); or a request is served in
 * pieces (gather lists), which the system can map side by side (growable segments).
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>movable</dt><dd>a block that has no address of its own: it is reached through its handle, and
 * may lie elsewhere each time</dd>
 * <dt>handle</dt><dd>the name of a block for as long as it lives: a slot of a table, and the slot's
 * generation</dd>
 * <dt>pin</dt><dd>what keeps a block where it is while somebody uses it; <em>short</em> for a
 * thread that is at work on it, <em>long</em> for whoever keeps an address</dd>
 * <dt>optimistic read</dt><dd>one without a pin, that is forgotten where the block moved or was
 * freed meanwhile</dd>
 * <dt>move</dt><dd>a copy of a block to another place, after which its handle means that place</dd>
 * <dt>mover</dt><dd>the thread that moves a block; a block has one at most</dd>
 * <dt>cancelled</dt><dd>a move that met a pin: the block stays where it is</dd>
 * <dt>vacated</dt><dd>the place that a block has left: still leased, until the mover gives it
 * back</dd>
 * <dt>reclaimable</dt><dd>a movable block whose holder can be asked to give it up</dd>
 * <dt>window</dt><dd>adjacent units that are to become free; <em>pageblock</em>: the grain in which
 * memory is kept whole, 2 MiB as a rule; <em>cell</em>: what a window begins at a multiple of, a
 * pageblock or less</dd>
 * <dt>landscape</dt><dd>a picture of a pool by cells: what could be moved, what is <em>fixed</em>,
 * how full each is</dd>
 * <dt>evacuation</dt><dd>to move all blocks out of a window; <em>isolated</em>: free units of the
 * window that are held meanwhile</dd>
 * <dt>obstacle</dt><dd>what stands in the way of it</dd>
 * <dt>reservation</dt><dd>a range that is kept for whoever will want it in one piece, and
 * <em>lent</em> to movable blocks until then</dd>
 * <dt>claim</dt><dd>what takes a reservation, or a part of it, back from those it is lent to</dd>
 * <dt>mobility, group</dt><dd>whether a block can get out of the way; the pageblocks of one
 * mobility. <em>Fallback</em>: a block in another group's pageblock; <em>conversion</em>: that
 * pageblock goes over to the block's group</dd>
 * <dt>gather list, piece</dt><dd>a request that several blocks serve; one of them. <em>View</em>:
 * the pieces as one buffer; <em>transfer</em>: their way to or from a channel</dd>
 * <dt>stitched</dt><dd>pieces mapped side by side into one range of addresses, which is their
 * second place in the process: the first is in the pool. <em>Mapping</em>: what the system counts of
 * them; neighbours in the pool are one</dd>
 * <dt>retired</dt><dd>a slot whose generations ran out: it is not used again, as an old handle
 * could be taken for a new one</dd>
 * </dl>
 *
 * <p>Handles, pins and moves are those of {@code dev.cleave.handle}, where the life of a handle's
 * word is drawn.
 *
 * <h2>Where blocks come from</h2>
 * <pre>
 *   MovableBlocks ---- HandleTable   which block a handle means, and who has it pinned
 *        |             BlockOwners   which handle's block begins at a unit
 *   BlockStore
 *        |-- Leases of the pool, or MobilityGroups over them:
 *        |      Pageblocks (PageblockWord): group, and units used by each mobility
 *        |      PageblockSets: where each group may have room
 *        |      BlockKinds: the mobility of the block that begins at a unit
 *        +-- LentRange (one a reservation): a buddy space over one leased block, and the claims on it
 * </pre>
 *
 * <h2>The way of a compaction</h2>
 * <pre>
 *   Compactor        one at a time; an allocation that would fail, a caller, the background thread
 *      |
 *   CompactionRun    a window, and another if that one cannot be emptied, within a Budget
 *      |-- Landscape     what lies where: one walk over all blocks
 *      |-- WindowChoice  the fewest bytes to move, nothing fixed in it: one pass over sums
 *      |
 *   Evacuation       isolates what is free in the window; then, block by block:
 *      |-- FreeTargets   a place in the fullest cell that has one
 *      |-- Mover         copies, and turns the handle's place
 *      |-- Reclaimers    asks for the block, where there is no place for it
 *      v
 *   the window is let go, and the search is made again
 * </pre>
 *
 * <h2>The way of a growable segment</h2>
 * <pre>
 *   GrowableSegment  size and lifetime; which way it grows
 *      |-- StitchedRange   the reserved addresses, and the pieces that are mapped there
 *      |-- PieceLease      the fewest blocks that serve a request (PieceChoice), as a gather list's
 *      |-- MapBudget       the mappings that all segments of the process may have
 *      +-- Compactor       one piece instead of many, where mappings run short
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>A block is where its place says for as long as it is pinned; and whoever has it pinned
 * learned that place after the pin was set.
 * <li>The place that is not in use belongs to the mover, and to nobody while there is none.
 * <li>A word that is moving stays so until its mover ends the move: a pin, an unpin and a free
 * leave the flag alone.
 * <li>Each leased address is either the place of one live block, or vacated and in the hands of one
 * mover, or in those of the one who frees it.
 * <li>A handle whose block was freed is refused by every call, as no slot is given the same
 * generation twice.
 * <li>A unit of a reservation is free, or lent to one block, or one claim's. No long pin is on a
 * block that lies in a reservation.
 * <li>A pageblock's word counts at least the units that blocks of the groups use in it. Units are
 * counted before they are taken, and given back before they are counted out, so it has no group
 * only while no block of the groups is in it.
 * <li>What an evacuation holds, isolated or vacated, it lets go at its end, however it ends.
 * <li>A compaction copies no more bytes than its budget allows, but for those of moves that were
 * cancelled.
 * <li>{@code BlockOwners} names a handle only at addresses that are leased for it.
 * <li>Each byte of a growable segment is mapped, and leased, from before a segment of the JDK can
 * reach it until after none can.
 * </ol>
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>A block is pinned while it is being copied.</strong> The pin sets <em>cancelled</em>
 * in the swing that sets the pin. The mover's last swing is legal only for a word that is not
 * cancelled. So either the pin comes first, reads the old place, and the copy is thrown away; or
 * the move is over, and the pin reads the new one. MovingRaceTest, {@code pinsAgainstMoves}.
 * <li><strong>A pin has come and gone before the mover looks.</strong> What it wrote is not in the
 * copy, and it has no pin any more; but <em>cancelled</em> stays until the mover clears it.
 * HandleWordTest, {@code aPinThatHasComeAndGone}; MovingRaceTest, {@code pinsAgainstMoves}.
 * <li><strong>A block is freed while it is being copied.</strong> The free ends its life at once,
 * and leaves both places and the slot to the mover. Nobody can be given the slot before the mover
 * recycles it. MovingRaceTest, {@code freesAgainstMoves}.
 * <li><strong>Two move one block.</strong> One sets <em>moving</em>; the other is told that the
 * block cannot be moved now. A mover that stops for ever keeps the block from being moved again,
 * and nobody from using or freeing it. MovingRaceTest, {@code movesAgainstMoves}.
 * <li><strong>Two free one block.</strong> One clears <em>live</em>, the other gets an exception.
 * MovingRaceTest, {@code freesAgainstFrees}.
 * <li><strong>A handle is used after its slot has another block.</strong> Each change is legal only
 * for the handle's own generation. HandleTableTest, {@code anOldHandleIsRefused}.
 * <li><strong>A slot is popped while it is popped and pushed again by others.</strong> The top of
 * the stack has a count, so the compare-and-set of the first fails. HandleTableTest, {@code
 * threadsShareTheFreeSlots}.
 * <li><strong>A pin is closed twice at once.</strong> A short pin belongs to one thread; a long one
 * has a monitor. PinTest.
 * <li><strong>Others allocate in a window while it is emptied.</strong> What is free in it is held,
 * and so is each place that a block has left. A unit that was in others' hands at the beginning may
 * be a new block afterwards: then the window is not whole, and another is tried. MovableStressTest.
 * <li><strong>Others take the window when it is let go, before the one who wanted it.</strong> The
 * search then finds nothing, and another window is tried; after eight the request fails.
 * MovableStressTest, which asks for large blocks beside threads that take small ones.
 * <li><strong>A block moves, or is freed, after the landscape was drawn.</strong> The picture is
 * only where to look first. Each block is looked at again: whether its handle lives, lies in the
 * window, and is not pinned. MovableStressTest.
 * <li><strong>An allocation asks for compaction from a callback of a compaction.</strong> The
 * thread has the lock already, and is left to fail. CompactionOnDemandTest, {@code
 * aReclaimerMayAllocate}.
 * <li><strong>Two pin a block for long, or one does while compaction moves it.</strong> The move
 * that comes before a long pin is a move as any other (1, 4): where it comes to nothing, the block
 * is pinned where it is. MovableStressTest.
 * <li><strong>A part is claimed while units of it are lent.</strong> The claim is announced first,
 * then the blocks are looked for; a lender takes its units first, then looks at the claims, and
 * gives them back where they are claimed. In any case the claim is had only when the reservation's
 * space gives all of its units at once. ReservationTest, {@code underStress}.
 * <li><strong>Two claims want one part.</strong> Claims are announced under a monitor: the second
 * is refused. ReservationTest, {@code inParts}.
 * <li><strong>A block is pinned for long while it moves into a reservation.</strong> Where it lies
 * is looked at after it was pinned; if it is in one, the pin is taken back and the block moved out
 * again. ReservationTest, {@code underStress}.
 * <li><strong>A reservation is closed while somebody is about to lend from it.</strong> The claim
 * on all of it stays announced for ever, so that lender finds nothing. ReservationTest, {@code
 * closes}.
 * <li><strong>A pageblock becomes free while another thread is about to allocate in it.</strong>
 * That thread has counted its units in before it looks for them: so the word is not zero, and the
 * pageblock keeps its group. MobilityGroupsTest, {@code threads}.
 * <li><strong>Two want one fresh pageblock for different groups.</strong> The word swings once from
 * zero; the other goes on to the next. MobilityGroupsTest, {@code threads}.
 * <li><strong>Two free one block of the groups.</strong> Its two bits of {@code BlockKinds} are
 * cleared by one of them. MobilityGroupsTest, {@code freedTwiceAtOnce}.
 * <li><strong>Others take a run that a gather list has chosen.</strong> What was had goes back, and
 * the runs are looked at anew. GatherListTest, {@code threads}.
 * <li><strong>A gather list is closed while a transfer uses it.</strong> The JDK's channel holds
 * the segments' lifetime during each call, so the closing is refused, and nothing is changed.
 * GatherTransferTest, {@code closedDuringATransfer}.
 * <li><strong>The blocks are closed while others allocate.</strong> An allocation looks again
 * whether they are closed once its handle can be found: either it sees it, or the closing finds the
 * handle. MovableBlocksTest, {@code closingWhileOthersAllocate}.
 * <li><strong>The blocks are closed while a compaction is under way.</strong> It holds places that
 * blocks have left, so closing waits for it. CompactorTest, {@code closingWaits}.
 * <li><strong>A pageblock goes over to another group while a thread writes in which set it
 * is.</strong> Whoever changed the word writes the set afterwards, and looks at the word again
 * behind that: so the last one leaves the pageblock where it belongs. Until then a set is only
 * where to look first. PageblocksTest, {@code threads}.
 * <li><strong>A block moves, or is freed, while it is read without a pin.</strong> The reader looks
 * at the word again when it has read: a free and a move show there. Two moves may leave the word as
 * it was; but each raises the count of moves before it turns the place, and the reader looks at the
 * count before the word at first, and after it at last. What it read then is forgotten.
 * OptimisticReadTest, {@code isMadeAgain}, {@code againstMoves}.
 * <li><strong>A gather list is closed while the system reads or writes its pieces at a place in a
 * file.</strong> The segments of one call live equally long, and one of them is an argument of the
 * call, so that the JDK refuses to end any. OpenFilesTest, {@code noSegmentEndsWhileItIsWritten}.
 * <li><strong>A growable segment is used while it grows.</strong> What is mapped stays mapped, and
 * new pieces are mapped only behind it; a copy is mapped over the pieces in one call of the system,
 * with the same bytes. GrowableSegmentTest, {@code usedWhileItGrows}.
 * <li><strong>A growable segment shrinks, or is closed, while others use it.</strong> Its segments
 * end first, so whoever comes later gets an exception; and while a foreign call uses one, none
 * ends, and nothing is unmapped. GrowableSegmentTest, {@code inUse}.
 * <li><strong>Two grow, shrink or close one growable segment.</strong> It has a monitor.
 * GrowableSegmentTest, {@code manyGrowIt}.
 * <li><strong>Two segments take the last mappings.</strong> They are counted before they are made,
 * in one number. MapBudgetTest, {@code threads}.
 * <li><strong>One pin ends that keeps a block from child processes, while another begins.</strong>
 * They are counted, and the system is told, under one monitor. UnforkedBlocksTest.
 * </ol>
 */
@NullMarked
package dev.cleave.contiguity;

import org.jspecify.annotations.NullMarked;
