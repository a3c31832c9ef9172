/**
 * A pool that is divided among tenants, none of which can take another's memory, or break it into
 * pieces that are too small for it, whatever it asks for and frees.
 *
 * <h2>Words</h2>
 * <ul>
 *   <li><b>tenant</b>: a child of a pool with limits on more than its bytes.
 *   <li><b>pageblock</b>: 2 MiB, aligned: the grain in which the pool is divided, and in which it
 *       is kept whole. <b>Whole</b>: nobody's block lies in it.
 *   <li><b>share</b>: bytes that a tenant can have whatever the others do; in pageblocks, its
 *       <b>quota</b>.
 *   <li><b>own</b>: a pageblock in which a tenant has blocks, and nobody else. <b>Stray</b>: one in
 *       which it has some beside others.
 *   <li><b>wasted</b>: pageblocks that a tenant keeps from being whole beyond those that its bytes
 *       would fill: the contiguity that it destroys.
 *   <li><b>confined</b>: a tenant whose small blocks are looked for in its own pageblocks first.
 *   <li><b>lent</b>, <b>borrowed</b>: a pageblock of one's share, or of nobody's, that another may
 *       use; with it go as many bytes. <b>Reclaim</b>: to ask a borrower to give some up.
 * </ul>
 *
 * <h2>Picture</h2>
 * <pre>
 *   Guard ---- Tenant ---- Pool (a child)        heaps, arenas, adapters
 *     |           |            | ChildRules
 *     |           +------ TenantRules            who may have a block, and where it lies
 *     |           |            |-- TokenBucket       the rate
 *     |           |            |-- Confinement       own pageblocks first, by the damage done
 *     |           |            +-- OwnPageblocks     which, how many units in each, how many at most
 *     |           |                   +-- Bounded        a count with a limit that changes
 *     |           +------ Allowance              the limit in bytes and in pageblocks: both or none
 *     +------ Loans ---- Account +  MaxMin       who has borrowed how many of whom
 *     +------ AdmissionQueue                     requests that wait
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 *   <li>A tenant has units in no more pageblocks than its count says, and its count is never above
 *       its limit.
 *   <li>The limits of all tenants and what is unlent are together as many pageblocks as the pool
 *       has whole. So with fewer than its limit, a tenant finds a whole one: no attack takes it
 *       away.
 *   <li>A tenant's limits in bytes and in pageblocks rise and fall together, under the monitor of
 *       {@code Loans}.
 *   <li>Nobody lends to itself, by whatever way.
 * </ol>
 *
 * <h2>Races</h2>
 * Each is provoked by JCStress too: {@code GuardRaces} of the module verify.
 * <ol>
 *   <li><b>Two threads of a tenant come into one pageblock first.</b> Each counts it, then swings
 *       its word from 0; the loser counts it out again. OwnPageblocksTest, {@code threads}.
 *   <li><b>A tenant's last block in a pageblock is freed, and another takes it whole before the
 *       first has counted it out.</b> The first may come into it once more, as into its own: then
 *       both count it, and the promise holds. GuardStressTest.
 *   <li><b>A limit is lowered while others raise the count.</b> Each writes, then looks at the
 *       other's: one of them takes its own back. BoundedTest, {@code threads}.
 *   <li><b>Something is freed between a request's failure and its waiting.</b> It is marked as
 *       untried, and called when it waits. AdmissionQueueTest, {@code aFreeBeforeItWaits}.
 *   <li><b>Two tenants reclaim of one.</b> Books change under the monitor, callbacks are made
 *       outside of it; whoever comes late finds less, and asks again. GuardStressTest.
 *   <li><b>Room is found in a pageblock just as it was written off.</b> Whoever frees there clears
 *       the guess and sets the bit behind its word; whoever writes off looks again behind its bit.
 *       The guess costs no memory: before a request fails all pageblocks are looked at.
 *       GuardStressTest.
 *   <li><b>A whole pageblock is not to be seen, as another thread has units of it in its hands.</b>
 *       Whoever wants a whole one counts it in first, so that there must be one: then it looks
 *       again. So does whoever finds its limit reached while another thread of the same tenant
 *       brings a pageblock, of which the rest is not free yet. GuardRaces,
 *       {@code FirstIntoAPageblock}.
 * </ol>
 */
@NullMarked
package dev.cleave.guard;

import org.jspecify.annotations.NullMarked;
