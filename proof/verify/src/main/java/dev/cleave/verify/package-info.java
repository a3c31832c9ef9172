/**
 * Proofs that need more than a unit test. Never published.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>race</dt><dd>two threads, a few steps each, every outcome listed: JCStress runs them millions of times</dd>
 * <dt>history</dt><dd>a few operations of a few threads: Lincheck looks at their interleavings, and for an order that explains the answers</dd>
 * <dt>model</dt><dd>{@code PlainBuddy}, the sequential buddy system in the core's tests that every single-threaded history is held against</dd>
 * <dt>corpus</dt><dd>histories as bytes, which a fuzzer bends</dd>
 * <dt>planted defect</dt><dd>a fault made on purpose, to see that it is found</dd>
 * </dl>
 *
 * <pre>
 *                 one thread                         two threads                 many threads
 *   exhaustive                             Lincheck: verify.history
 *   random        seeds, corpus, Jazzer    JCStress: verify.race          BuddySpaceStressTest
 *                 PlainBuddy answers       outcomes listed                OwnerMap answers
 * </pre>
 *
 * <h2>Races</h2>
 * By their numbers in {@code dev.cleave.buddy}, and who provokes them.
 * <ol>
 * <li>two take the last run: {@code race.LastRun}, {@code history.OneWordHistoryTest}</li>
 * <li>a take meets a give: {@code race.AllocateAndFree}, {@code history.OneWordHistoryTest}</li>
 * <li>two free one block: {@code race.FreeTwice}</li>
 * <li>a merge meets a take: {@code race.SplitAndMerge}, {@code history.TwoWordsHistoryTest}</li>
 * <li>a split is seen half done: {@code race.SplitAndMerge.SplitTogether}, {@code history.TwoWordsHistoryTest}</li>
 * <li>a hint is taken back while a run appears: {@code race.AllocateAndFree}, {@code history.OneWordHistoryTest}</li>
 * <li>two neighbours become free: {@code race.SplitAndMerge.BuddiesFreed}</li>
 * <li>a request fails while another thread hides blocks: {@code race.ExactTail}, {@code history.TwoWordsHistoryTest}</li>
 * <li>two use one magazine: {@code race.MagazineRaces}, {@code history.MagazineHistoryTest}</li>
 * <li>a block is popped while a second free of it is tried: not here, for the outcome is not defined</li>
 * <li>two want one home: {@code race.Steal}</li>
 * <li>a given range is claimed: {@code race.ClaimedRange}</li>
 * <li>a thread stops for ever: {@code StoppedThreadTest} of the core</li>
 * <li>two resize one block, or one frees it meanwhile: {@code race.ResizeRaces}</li>
 * <li>a block is lengthened while the units behind it are taken or freed: {@code history.ResizedWordHistoryTest},
 * {@code history.ResizedRangesHistoryTest}</li>
 * </ol>
 * And of pools: memory is given back to the operating system while it is allocated, {@code race.PurgeAndAllocate}.
 *
 * <h2>Races of the heap</h2>
 * By their numbers in {@code dev.cleave.heap}. The others are provoked by the core's own tests, which that package names.
 * <ul>
 * <li>1, two take or free one slot: {@code race.SlabRaces.LastSlot}, {@code race.HeapFreeTwice}, {@code history.SlotHistoryTest}</li>
 * <li>2, a slot comes back while its slab is put away: {@code race.SlabRaces.ReturnedWhilePutAway}, {@code history.SlotHistoryTest}</li>
 * <li>3, a slab is retired while a slot of it is taken: {@code race.SlabRaces.TakenWhileRetired}</li>
 * <li>4, and serves another block meanwhile: {@code race.SlabRaces.TakenWhileReopened}</li>
 * <li>7, two free one large block: {@code race.HeapFreeTwice}</li>
 * <li>8, a large block is resized while it is freed, or resized again: {@code race.LargeBlockRaces}</li>
 * <li>9, an object is taken while its slab is being destructed: {@code race.CacheRaces.TakenWhileTrimmed}</li>
 * <li>10, a cache is discarded while a pressure listener trims it: {@code race.CacheRaces.DiscardedWhileTrimmed}</li>
 * <li>14, two free one sealed block: {@code race.HeapFreeTwice.Sealed}</li>
 * </ul>
 *
 * <h2>Races of movable blocks</h2>
 * By their numbers in {@code dev.cleave.contiguity}. The others are provoked by that module's own tests.
 * <ul>
 * <li>1 and 2, a block is pinned while it moves: {@code race.MoveRaces.PinAgainstMove}, {@code history.HandleHistoryTest}</li>
 * <li>3, a block is freed while it moves: {@code race.MoveRaces.FreeAgainstMove}, {@code history.HandleHistoryTest}</li>
 * <li>4, two move one block: {@code race.MoveRaces.MoveTwice}, {@code history.HandleHistoryTest}</li>
 * <li>5, two free one block, or one pins it meanwhile: {@code race.MoveRaces.PinAgainstFree}, {@code history.HandleHistoryTest}</li>
 * <li>8, a long pin is closed twice: {@code race.MoveRaces.UnpinTwice}</li>
 * </ul>
 *
 * <h2>Races of tiers</h2>
 * By their numbers in {@code dev.cleave.tiers}. The others are provoked by that module's own tests.
 * <ul>
 * <li>1, an object is read while it moves: {@code race.TierRaces.ReadAgainstMove}, {@code history.TierHistoryTest}</li>
 * <li>2 and 3, it is written: {@code race.TierRaces.WriteAgainstMove}, {@code WriteAgainstSwitch}</li>
 * <li>4, two write it: {@code race.TierRaces.WriteTwice}</li>
 * <li>5, it is deleted while it moves: {@code race.TierRaces.DeleteAgainstMove}, {@code history.TierHistoryTest}</li>
 * </ul>
 */
@NullMarked
package dev.cleave.verify;

import org.jspecify.annotations.NullMarked;
