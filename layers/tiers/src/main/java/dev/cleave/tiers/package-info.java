/**
 * Objects in memory of several kinds: a little that is fast, more that is slower, far memory.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>tier</dt><dd>memory of one kind, with a capacity and a buddy space of its own; the fastest is
 * the <em>nearest</em></dd>
 * <dt>place</dt><dd>where an object's bytes are in a tier: a number that the tier gives out.
 * <em>Remote</em>: not in this process's memory</dd>
 * <dt>handle, pin, move</dt><dd>as in {@code dev.cleave.handle}. The short pins are of readers, the
 * long ones of writers</dd>
 * <dt>promotion, demotion</dt><dd>a move to a nearer tier, to a farther one</dd>
 * <dt>clean copy</dt><dd>the place that a promoted object has left: until somebody writes the
 * object, it holds the same bytes</dd>
 * <dt>to bring near</dt><dd>to promote a remote object because a pin waits for it</dd>
 * <dt>context</dt><dd>a number of the caller's: objects of one lie together</dd>
 * <dt>policy</dt><dd>what decides who should lie where: {@code dev.cleave.tiers.policy}</dd>
 * <dt>governor</dt><dd>what tells the policy of pins and changes, and does what it asks for</dd>
 * </dl>
 *
 * <h2>A slot of the table, and what it means</h2>
 * <pre>
 *   [ word | place | other place | size ]
 *             |         |
 *             |         +-- the clean copy in a farther tier, or none
 *             +-- where the object is                  (a move turns the two)
 *
 *   promote   copy up, turn:       place = near   other = far     the old place stays, clean
 *   write     let go of the copy:  place = near   other = none
 *   demote    clean: turn only     place = far    other = none    nothing is copied
 *             else:  copy down, turn
 * </pre>
 *
 * <h2>The parts</h2>
 * <pre>
 *   TieredStore      allocate, pin, delete, resize, explain, step
 *      |-- NearBringer      a pin that cannot read the object where it is
 *      |-- BackgroundGovernor   the thread, within a bandwidth
 *      |-- Governor         the policy, under one lock; PinSamples and changes go in, moves come out
 *      |-- DemotionBatch    objects that leave for a remote tier together
 *      |-- StoreFigures     usage, explanations
 *      |-- CleanCopies      copies give way where a tier is full; CopyCounts: how many there are
 *      |-- ObjectMoves      one move as a transaction
 *      |-- Writers          a writer ends the clean copy
 *      |-- HandleTable      who has an object pinned, and where it is
 *      +-- TierStack        the tiers by number; Places: tier and place in one long
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>An object is where its place says for as long as it is pinned. TierPinTest; the stress test.
 * <li>A clean copy holds the bytes of its object, or a writer has it pinned, or a mover is about to
 * let go of it. MoveTest, {@code aWriteEndsTheCopy}, {@code aWriterDuringAMoveEndsTheCopy}.
 * <li>A copy is in a farther tier than its object. MoveTest, {@code keepsTheFarthestCopy}.
 * <li>Each place of a tier is an object's, its copy's, or in the hands of one mover.
 * TieredStoreStressTest counts them at the end.
 * <li>A tier's count of clean copies is never below those that can be found. CleanCopiesTest, {@code
 * counted}; TieredStoreStressTest, at its end.
 * <li>Whatever fails, a tier too, leaves the object where it was. MoveTest, {@code aTierFails}.
 * </ol>
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>An object is read while it is copied.</strong> A reader's pin leaves the move alone;
 * the place turns only in a swing that finds no pin. So all that have an object pinned at once see
 * one place, and what one writes the others see. MoveTest, {@code underReaders}, {@code
 * aReaderComesAndGoes}.
 * <li><strong>An object is written while it is copied.</strong> A writer's pin cancels the move, and
 * that stays known when the writer has gone. MoveTest, {@code aWriterComesAndGoes}.
 * <li><strong>It is written behind the turn, before the move is over.</strong> The move does not
 * end: its mover finds it cancelled, and lets go of the copy first. HandleTableTest, {@code
 * writersCancel}; TieredStoreStressTest.
 * <li><strong>Two write an object that has a clean copy.</strong> One becomes its mover for as long
 * as it takes to let go of the copy; the other finds a mover. HandleTableTest, {@code claims};
 * WriterRaceTest.
 * <li><strong>An object is deleted while it is moved.</strong> The mover gives back both places, and
 * the one that it has filled. MoveTest, {@code deletedMeanwhile}.
 * <li><strong>An object is resized while it is pinned or moved.</strong> A pin refuses it; a mover is
 * waited for. One that grows learns its size behind the turn, one that shrinks before: a pin of the
 * same moment sees a size for which there is room. TieredStoreTest, {@code sizesWhileItIsCopied}.
 * <li><strong>Several want a remote object.</strong> One moves it, the others wait for that move and
 * look again. WriterRaceTest, {@code manyWantOneRemoteObject}.
 * <li><strong>A remote object is brought near and goes away before it is pinned.</strong> The pin
 * finds it remote again, and brings it again. TieredStoreStressTest.
 * <li><strong>An object is deleted, or moved, while the policy is told of it.</strong> The queue says
 * only that something changed; how it is now is looked up when the policy is told, and a later
 * change comes later in the queue. TieredStoreTest, {@code tellsThePolicy}.
 * <li><strong>Two threads share a stripe of samples.</strong> A sample may be lost or come early:
 * PinSamples says why nothing else can happen. PinSamplesTest, {@code oneStripe}.
 * <li><strong>The store is closed while others allocate or move.</strong> An allocation looks again
 * whether it is closed once its handle can be found; a closing waits for moves under way.
 * WriterRaceTest, {@code closingWhileOthersAllocate}.
 * <li><strong>A thread needs room while a batch is written.</strong> No lock that it needs is held;
 * the policy takes those of the batch for gone and names others. Where nothing else can leave, the
 * batch is waited for. DemotionBatchTest, {@code othersGoOn}.
 * <li><strong>An object of a batch is written, read or deleted meanwhile.</strong> It has a move of
 * its own, which ends as it would alone; the policy, which was told before, is told again.
 * DemotionBatchTest, {@code underReadersAndAWriter}, {@code deletedMeanwhile}.
 * </ol>
 */
@NullMarked
package dev.cleave.tiers;

import org.jspecify.annotations.NullMarked;
