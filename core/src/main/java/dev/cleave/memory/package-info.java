/**
 * Real memory under a buddy space: regions of address space, pools that hand out their blocks, and
 * the purge that gives free memory back to the operating system.
 *
 * <h2>Words</h2>
 * <ul>
 *   <li><b>region</b>: one range of address space, mapped whole when opened, committed page by page
 *       when touched.
 *   <li><b>pool</b>: a region and the buddy space that hands out its units.
 *   <li><b>frame</b>: what is committed or dropped at the smallest: a page, or a unit where that is
 *       larger.
 *   <li><b>kept</b>: a unit that holds what a file held before the pool was opened, and was not
 *       handed out since.
 *   <li><b>clean</b>, <b>dirty</b>: a frame is dirty from when it is handed out until it is
 *       dropped; clean ones read as zero, but for kept units.
 *   <li><b>requested</b>, <b>used</b>, <b>committed</b>, <b>reserved</b>: bytes asked for; handed
 *       out in whole units; backed by memory at most; of address space. Always in this order of
 *       size, but committed, which may be less than used only where blocks were taken past the
 *       pool.
 *   <li><b>retained</b>: free and committed, as much of it as may stay so while the pool grows.
 *   <li><b>dirty limit</b>: how much may be free and committed at all; a free that exceeds it gives
 *       memory back.
 *   <li><b>run</b>: adjacent free units; a dirty one serves requests before clean memory does,
 *       where enough is retained.
 *   <li><b>slack</b>: used but not requested bytes of a block.
 *   <li><b>book</b>: what the pool knows of its blocks: which it has handed out, their slack, which
 *       are leased. A block that is not in it is not the pool's to free.
 *   <li><b>settle</b>: to enter a found block in the book before anybody knows its address.
 *       <b>claim</b>: to make a block one's own, so that nobody else can free, resize or claim it.
 *   <li><b>lease</b>: a block that an arena or a heap holds. <b>spare</b>: one that waits, leased,
 *       for the next arena of a stripe.
 *   <li><b>relief</b>: who can be asked for memory when the pool is full.
 *   <li><b>grain</b>: what the purge drops at the smallest: 32 KiB, or a page or unit where that is
 *       larger.
 *   <li><b>budget</b>: what several pools may commit together. <b>Allotment</b>: what one of them
 *       has set aside of it.
 *   <li><b>child</b>: a pool whose blocks are another one's, accounted to it under a name and a
 *       cap. To <b>charge</b> its account is to say, before a block is looked for, that it will
 *       hold it; to <b>credit</b> it, that it holds it no more.
 *   <li><b>rules</b> of a child: what somebody above the pool says of its blocks beside the cap.
 *   <li><b>huge page</b>: 2 MiB that the kernel commits together. A <b>divided</b> one is committed
 *       page by page for as long as a part of it was given back and the rest is used.
 *   <li><b>room</b>: space on the disk of a pool's file, made before a block is handed out so that
 *       no store finds the disk full.
 * </ul>
 *
 * <h2>Picture</h2>
 * <pre>
 *    allocate, free, resize     lease (arenas, heaps)     trim, decay, growth, close
 *              |                      |                           |
 *   Pool ------+--------- Leases -----+---------------------------+------- Closing, PoolLife, Figures, Placement
 *              |   Requests: the one way to a block               |
 *              |   Admission: below a child's cap, by ChildAccount|
 *              |   BlockSearch: at first sight; ChildRules         |
 *              |   PressureSearch: beside the purge, by relief    |
 *              |   SpareLeases: one waiting block a stripe        |
 *              |   SpareBlocks: a child's, a few a stripe         |
 *   Blocks ----+                                                  |
 *              |   BlockSlack: the book                           |
 *              |   BlockOwners, Children: whose block it is       |
 *              |   AllocationSites, BlockCounters                 |
 *              |                                                  |
 *   Footprint -+--------------------------------------------------+------- Retention: what of growth is given back
 *              |   FrameMap: dirty and aged, by frame             |
 *              |   KeptUnits: what a file held, by unit           |
 *              |   DirtyRuns: what is free and dirty, by length   +------- DirtyLimit: what of a free is given back
 *              v                                                  v
 *         BuddySpace  &lt;-------- takes and frees blocks -------- Purge
 *                                                                 | drop
 *   MemoryBudget &lt;-- BudgetAccount (one a pool)                   |
 *                                                                 |
 *         Region ------------------------------------------------ v --------------
 *              |   HugePageAdvice: which huge pages are divided, by huge page
 *              |   DiskRoom: what a file has room for, by grain
 *         OperatingSystem: Linux (files, pages, address space, processors) | portable
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 *   <li>A block's entry in the book, and the frames that are its alone, are written by its holder
 *       only; the space's compare-and-set hands them over with the block. Whoever takes a block
 *       back claims it first, and is its holder from then on.
 *   <li>A call that takes a block back makes no Java object. Any other that throws leaves the books
 *       as they were, and no block behind: FreesMakeNoJavaObjectTest, FullJavaHeapTest. At the end
 *       of a stack a block may be lost, but no lock stays held: StackEndTest.
 *   <li>A clean frame without kept units reads as zero: it becomes dirty before its block is handed
 *       out, and clean only by a drop, while the purge holds all of it.
 *   <li>Pages are dropped, counted and unmapped only under the purge's lock, and never after the
 *       region is closed.
 *   <li>The purge holds at most one block at a time, and holds it only under its lock.
 *   <li>No waiting spare outlives a failing request that it could have served, a figure, a purge or
 *       a closing: each drains them first. A request that fails by its child's own cap or rules
 *       drains the child's own alone.
 *   <li>What a child's account has is never less than the bytes of its blocks, and never more than
 *       its cap. A block is charged before it is looked for, by {@code Requests} or a resize; it is
 *       credited after it is free, by {@code Blocks}, to the child that took it, whoever frees it:
 *       PoolChildRaceTest.
 * </ol>
 *
 * <h2>Races</h2>
 * <ol>
 *   <li><b>A request fails while the purge holds the block that would serve it.</b> It looks
 *       whether the purge was visiting since it began to look, and tries once more under the lock,
 *       when nothing is held. PurgeTest, {@code aRequestForTheWholePoolNeverFailsBecauseOfAPurge}.
 *   <li><b>A block is handed out while its pages are dropped.</b> Cannot be: the purge takes it
 *       from the space first. PurgeTest, {@code aPurgeNeverDropsWhatSomebodyHolds}.
 *   <li><b>The region is closed while pages are dropped</b>, and the address range is another's by
 *       then. Both take the lock, and the purge looks whether the region is open. PurgeTest,
 *       {@code aPoolCanBeClosedDuringAPurge}.
 *   <li><b>The pool is closed while others allocate and free.</b> They get
 *       {@link java.lang.IllegalStateException}, or an address that was right when it was found;
 *       segments refuse access. PoolRaceTest, {@code aPoolIsClosedUnderItsUsers}.
 *   <li><b>A block is freed that is another's by now</b>: leased, in the purge's hands, on its way
 *       to its holder, or free. The book is looked at before the claim and again behind it, so
 *       nothing is changed; the block's holder, who may meet the claim of the one that is wrong,
 *       looks again until that has let go, a hundred times at most. Of many threads that free one
 *       block, one succeeds. PoolRaceTest, {@code aStaleFreeTakesNoLease},
 *       {@code aStaleFreeTakesNothingFromThePurge},
 *       {@code ofManyThreadsThatFreeOneBlockOneSucceeds}.
 *   <li><b>Two blocks smaller than a frame are handed out at once.</b> Both may be told that the
 *       frame was clean, and both are right, as neither's bytes were written to. PoolRaceTest,
 *       {@code neighboursInOneFrameAreBothKnownToBeZero}.
 *   <li><b>An arena takes a block in one thread while another closes the pool.</b> The one writes
 *       its lease and then looks for a closing, the other announces the closing and then counts the
 *       leases, each with a full fence between: so one sees the other at least. An arena that sees
 *       a closing waits for its end. PoolRaceTest, {@code aPoolIsEitherClosedOrLeased}.
 *   <li><b>A block is resized while its neighbours are allocated, freed, resized or dropped.</b>
 *       The space hands over whole units; what a block gained becomes dirty before its holder is
 *       told, and what it gave back stays dirty until it is dropped. PoolRaceTest, {@code
 *       blocksThatAreResizedBesideEachOtherAndAPurgeKeepTheirBytes}.
 *   <li><b>Two threads grow the pool at once</b>, or one does while it tells a listener that the
 *       pool grows. One has the purge's lock and looks; the other goes on without, and whoever
 *       grows it next looks for both. RetentionTest, {@code threadsGrowTogether},
 *       {@code asksNoListenerTwiceAtATime}.
 *   <li><b>A run is offered to a request while others allocate, free or drop it.</b> A list of runs
 *       is advice: the space is asked for the very units, and refuses what is not free. What was
 *       dropped meanwhile is clean, and found so when it is marked. DirtyRunsTest,
 *       {@code isTakenOnce}.
 *   <li><b>Two pools of a budget ask each other for memory, each while it holds its own purge's
 *       lock.</b> Whoever asks only tries the other's lock, and passes it over. MemoryBudgetTest,
 *       {@code poolsThatAskEachOtherUnderTheirOwnLocksDoNotWait}.
 *   <li><b>A pool is closed while another thread grows it.</b> The closing says so and then gives
 *       the allotment back, the growth adds to the allotment and then looks for a closing: nothing
 *       stays counted. MemoryBudgetTest, {@code poolsThatAreClosedWhileTheyGrowLeaveNothing}.
 *   <li><b>Room is made for a block while pages beside it are dropped</b>, and a grain of the disk
 *       has a page of each. Both take the region's lock. DiskRoomTest,
 *       {@code roomThatIsMadeIsNotTakenByADropBesideIt}.
 *   <li><b>More foreign calls run at once than there are places for their error numbers.</b> Each
 *       place is claimed by compare-and-set, and whoever finds none makes one. NativeCallsTest,
 *       {@code callsAtOnceDoNotMixTheirErrorNumbers}.
 *   <li><b>A pool is opened as the last of the others is closed, and the daemon's thread ends.</b>
 *       The thread decides under the daemon's monitor that no pool is left, and is none from then
 *       on; a pool that is opened behind that starts another. PurgeDaemonTest,
 *       {@code isOpenedAsItEnds}.
 *   <li><b>A free exceeds the dirty limit while another thread has the purge's lock.</b> It says
 *       that a look is wanted and then tries the lock, and waits for nobody; the other leaves the
 *       lock and then asks whether a look is wanted: so one of the two looks. A look that meets a
 *       request between taking its block and marking it sees so much less; the next one sees all.
 *       DirtyLimitTest, {@code threadsFreeTogether}.
 *   <li><b>A thread has another stripe from one call to the next</b>, as where a chooser asks for
 *       the processor. A lease knows the stripe that it came from, and whoever counts towards a
 *       sample is told what it stands for in the same answer. SpareLeasesTest, {@code
 *       aLeaseGoesBackToTheStripeItCameFromWhateverItsHolderHasByThen}; SamplingLanesTest,
 *       {@code askForTheLaneOnce}.
 *   <li><b>Many threads allocate from a child near its cap.</b> What is held and the new charge are
 *       compared and swapped in one word: whoever does not fit is refused, and nobody sees more
 *       than the cap. A charge may fail for one that is under way and finds no block in the end.
 *       PoolChildRaceTest, {@code manyThreadsNeverExceedACapAndEveryFreeIsTheOwners};
 *       ChildAccountTest, {@code threadsThatChargeAtOnceNeverExceedTheCap}.
 *   <li><b>A child's block is freed or resized by another thread, by way of the pool or the
 *       child.</b> Its owner's entry is the block's holder's, as the book's is, and is read by
 *       whoever claimed the block; so of many frees one credits, and it credits the owner.
 *       PoolChildRaceTest, as above.
 *   <li><b>A child is closed while others allocate from it.</b> Closed is a bit of the word that is
 *       charged: the closing finds 0 and sets it in one step, so either the request is charged and
 *       the closing refused, or the other way round. PoolChildRaceTest,
 *       {@code aChildIsEitherClosedOrServed}.
 *   <li><b>A child's freed block waits, and is taken while it is drained, or as the child is
 *       abandoned.</b> Its slot is emptied by one compare-and-set, by whoever has it then; whoever
 *       keeps one looks for the closing behind it, and whoever closes drains behind that.
 *       SpareBlocksTest, {@code threads}, {@code abandoned}; GuardRaces.
 *   <li><b>The pool is closed while a child leases a block, or is made.</b> A closing announces
 *       itself to the children too, and children come and go under its lock. PoolChildRaceTest,
 *       {@code aPoolIsEitherClosedOrLeasedByAChild}, {@code aChildIsMadeOrThePoolIsClosed}.
 *   <li><b>A child's cap is lowered while others allocate from it.</b> A charge looks at the cap
 *       again behind its compare-and-set, the lowering at the charges behind its write: one of the
 *       two sees the other, and takes its own back. ChildAccountTest,
 *       {@code noMoreIsHeldThanALoweredCapAllows}.
 * </ol>
 *
 * <h2>What the hot path costs beside the space</h2>
 *
 * <p>A read of {@code closed}, two reads of FrameMap, two writes of the book, and two of counters
 * that are the stripe's own: no atomic, but an addition where there is a dirty limit, and a
 * compare-and-set and an addition where the block is a child's. A pool without children reads one
 * field more to allocate, and one to free; every pool reads one more to see whether somebody
 * records. JFR events lie on paths that are slow already: a fresh stretch of frames (a page fault
 * follows), a sample, a failure, a purge.
 */
@NullMarked
package dev.cleave.memory;

import org.jspecify.annotations.NullMarked;
