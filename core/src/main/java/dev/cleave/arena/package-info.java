/**
 * Arenas over a pool: many segments out of few blocks, given back all at once.
 *
 * <h2>Words</h2>
 * <ul>
 *   <li><b>arena</b>: what allocates segments and ends their lifetime; see {@link java.lang.foreign.Arena}.
 *   <li><b>lease</b>: a block that an arena holds; the pool cannot be closed meanwhile.
 *   <li><b>spare</b>: the first block of a confined arena: the one that the thread's last arena left waiting, if any.
 *   <li><b>bump</b>: to allocate by moving one pointer through a block.
 *   <li><b>known to be zero</b>: fresh from the operating system, so that it need not be zeroed again.
 * </ul>
 *
 * <h2>Picture</h2>
 * <pre>
 *   confined arena:  spare (1 unit)       8 KiB             16 KiB … 256 KiB      a large segment
 *                    [ a | b | c |..]     [ d | e |....]    [ f |...........]     [ g ]
 *                      ^ handed out ^ next                                          its own block
 *   lifetime:        all of them reinterpreted into one JDK arena, or slices of the pool's memory (trusted)
 *   attached:        mapped files, upcall stubs, cleanups: that same JDK arena, or one of their own (trusted)
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 *   <li>The JDK's lifetime ends before any block goes back, so a checked segment is dead before its bytes are another's.
 *   <li>An allocation that throws leaves the arena's blocks and pointer such that every other still works, and keeps no block that it took:
 *       one that cannot be zeroed goes back. ArenaFailureTest.
 *   <li>What others bind to an arena's scope ends with the arena, also where its segments live on with the pool. ArenaFailureTest.
 *   <li>Bytes are handed out once a block, so what is known to be zero when the block is leased is so when it is handed out.
 * </ol>
 *
 * <h2>Races</h2>
 * <ol>
 *   <li><b>Two threads bump one block.</b> One compare-and-set decides. PooledArenaTest, {@code manyThreadsShareAnArena}.
 *   <li><b>A shared arena is closed while another thread allocates.</b> Blocks are taken under the lock that closing takes, so
 *       none is left behind; a segment handed out meanwhile is dead (checked) or used after closing (trusted). Blocks are zeroed
 *       whole before any segment is cut from them, never after they may have gone back.
 *       PooledArenaTest, {@code aSharedArenaClosedUnderItsUsersLeavesNothingBehind}, {@code …SpoilsNothing}.
 *   <li><b>Many threads open arenas on one stripe.</b> One has the spare, the others lease. PooledArenaTest,
 *       {@code aThousandVirtualThreadsEachWithAnArena}.
 * </ol>
 */
@NullMarked
package dev.cleave.arena;

import org.jspecify.annotations.NullMarked;
