/**
 * A tier in other machines' memory: objects are values on Redis, on a single server or spread over
 * a cluster, by way of Lettuce.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>server</dt><dd>a process of Redis at an address; a <em>master</em> has keys of its own, a
 * <em>replica</em> a copy of a master's</dd>
 * <dt>topology</dt><dd>which master has which keys, and which replicas it has; a cluster deals its
 * keys out over 16,384 <em>slots</em></dd>
 * <dt>piece</dt><dd>what of an object lies under one key; a long object has several</dd>
 * <dt>parcel</dt><dd>a piece as a value: a head that says whose it is, then bytes, plain or
 * compressed</dd>
 * <dt>generation, identity</dt><dd>the number of a write, counted over the whole tier; that with
 * the tier's number and the place: what a key is made of</dd>
 * <dt>home</dt><dd>the master on which an object's pieces are together, so that the loss of another
 * is not its loss</dd>
 * <dt>request, round, courier</dt><dd>what is asked for one key; one attempt at many of them;
 * whoever makes rounds until all are served or will not be</dd>
 * <dt>trouble</dt><dd>why a request was not served, and what may help</dd>
 * <dt>leftovers</dt><dd>keys whose values nobody reads any longer, to be deleted</dd>
 * </dl>
 *
 * <h2>From an object to its servers</h2>
 * <pre>
 *   FarTier ── Places: BuddySpace (what fits) and Placed (length, a generation for each piece)
 *      │
 *      │  a request for each piece: read, write, delete, exists
 *      ▼
 *   Courier ──▶ Round ──▶ Line to a server: pipelined, InFlight bytes at most ──▶ master
 *      ▲          │                                                               │ WAIT
 *      │          └─ trouble ─▶ again: another server, another key                ▼
 *      └── Topology ◀── Servers: CLUSTER NODES                                 replica
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>A key is written by one write alone, with one value: no value ever changes. So a write may be
 * sent twice, and a replica that has a key has what its master has ({@code ParcelTest}, {@code
 * FarClusterTest.aServerIsLost}).</li>
 * <li>An object's entry names a generation only after its write was acknowledged, by as many
 * replicas as were asked for; until then it names the one before, whose value is still there
 * ({@code FarTierTroubleTest.losesItsReplica}).</li>
 * <li>Each key that was sent is named by an entry, or is among the leftovers, or was deleted
 * ({@code FarTierTest.deletesLeftovers}, and the end of each of its tests).</li>
 * <li>Bytes that were taken as in flight are given back, however a request ends ({@code
 * FarTierTroubleTest.goesAwayUnderLoad}, {@code closedSegment}).</li>
 * <li>A segment of the caller's is touched by the calling thread, during the call, alone ({@code
 * FarTierTest.movesManyAtOnce}).</li>
 * </ol>
 *
 * <h2>Races, and their answers</h2>
 * <ol>
 * <li>A write that was given up arrives later than one that followed it: its key is its own, and no
 * entry names it ({@code FarTierTroubleTest.isSilentForAWhile}).</li>
 * <li>A place is freed and given out again while an old write or delete is under way: generations
 * are never used twice ({@code FarTierTest.placesAreUsedAgain}, {@code servesManyThreads}).</li>
 * <li>A master dies between its answer and its replica's copy: with {@code replicas(1)} there is no
 * answer to the caller before that ({@code FarClusterTest.aMasterIsKilledUnderLoad}).</li>
 * <li>A slot moves to another server between the look at the topology and the command: the server
 * says so, and the request goes on from there ({@code FarClusterTest.slotsMove}).</li>
 * <li>One call gives up a connection that others use: theirs fail too, and are tried again ({@code
 * FarTierTroubleTest.isSilentForAWhile}).</li>
 * </ol>
 */
@NullMarked
package dev.cleave.far;

import org.jspecify.annotations.NullMarked;
