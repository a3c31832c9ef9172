/**
 * Maps and caches off the Java heap: keys and values are bytes in blocks of a pool, and what they
 * cost is known to the byte.
 *
 * <pre>
 *   hash of the key
 *   +----------+---------------------------+----------+
 *   | stripe   |                           | tag (26) |
 *   +----------+---------------------------+----------+
 *        |                                      |
 *        v                                      v home = tag * homes / 2^26
 *     stripes: lock, version      table   [   0   | tag,place | tag,place |   0   | tag,place | …
 *                                                        |
 *                                  entry (a block)       v
 *                                 +--------+-----+-------+
 *                                 | header | key | value |
 *                                 +--------+-----+-------+
 * </pre>
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>entry</dt><dd>one block with a key, its value, and a header of their sizes</dd>
 * <dt>place</dt><dd>where a block lies in the pool, in eighths of bytes</dd>
 * <dt>tag</dt><dd>bits of a key's hash that the index keeps, so that another key's entry is seldom
 * looked at</dd>
 * <dt>stripe</dt><dd>a part of the entries, with a table, a lock and a version of its own</dd>
 * <dt>probe</dt><dd>what a key is looked for by: itself, or its bytes</dd>
 * <dt>node</dt><dd>what a cache's policy knows of an entry; it has one from when it is linked to
 * when it is unlinked, both under its stripe's lock, and the policy's lock comes after that
 * one</dd>
 * <dt>mover</dt><dd>moves blocks where the pool has no room in one piece, so that it has</dd>
 * <dt>visit</dt><dd>a look at a value's bytes where they lie</dd>
 * </dl>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>A word lies at its home or behind it, with no empty one between, in the order of tags.
 * StripeTableTest, {@code randomWords}.
 * <li>An entry is in one table, or belongs to one thread, or is kept until nobody visits. What was
 * taken out is freed once. MapRaceTest, {@code stamps}.
 * <li>What is held is what the blocks of entries and tables cost. OffHeapMapTest, {@code
 * randomHistory}.
 * <li>A cache never holds more than it is told: bytes are taken from the count before they are
 * used, or not used. OffHeapCacheTest, {@code bounded}.
 * <li>No code of the user's runs while a lock is held. OffHeapMapTest, {@code recursion}.
 * </ol>
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>A reader looks at an entry that is freed, and is another's by now.</strong> The
 * stripe's version is another one then, and the reader looks again. It reads no size that was not
 * confirmed. MapRaceTest, {@code stamps}.
 * <li><strong>A reader goes through a table that is exchanged for a larger one.</strong> It knows
 * one table whole, whose memory stays readable; its version has passed. MapRaceTest,
 * {@code stamps}.
 * <li><strong>An entry leaves while it is visited.</strong> A visitor counts itself before it looks
 * up; whoever takes out looks at the count after. One of them sees the other: the visitor finds the
 * entry gone, or the entry is kept. MapRaceTest, {@code stamps}.
 * <li><strong>The last visitor leaves while an entry is put to those kept.</strong> Whoever keeps
 * it looks at the count again after. MapRaceTest, {@code stamps}.
 * <li><strong>A value changes while a function makes another of it.</strong> The new one is put
 * only where the bytes of the old one are still there. MapRaceTest, {@code additions}.
 * <li><strong>The victim that the policy names is gone, or another entry has its node.</strong> It
 * is looked for by hash and node under its stripe's lock, and passed over where it is not there.
 * OffHeapCacheTest, {@code race}.
 * <li><strong>The policy is told of a read whose entry is gone.</strong> A note has half of the
 * hash, and counts only where the node has the same. OffHeapCacheTest, {@code race}.
 * <li><strong>Two load one key, or each waits for the other's load.</strong> Who loads what, and
 * who waits for what, changes under one lock; a wait that would close a circle is refused.
 * OffHeapCacheTest, {@code loadsOnce} and {@code recursiveLoads}.
 * <li><strong>A block is moved while it is read, replaced, evicted, or not linked yet.</strong> The
 * mover has the stripe's lock, and moves what its table has alone; readers see another version.
 * While somebody visits the stripe nothing of it moves; a visitor that comes while it does keeps
 * the old block. A table moves under its stripe's lock, nodes under the policy's. No one waits for
 * the heap's mover with such a lock. MovingRaceTest.
 * <li><strong>A value is written over while somebody comes to read it in place.</strong> The writer
 * makes the version odd, then looks at the visitors' count; a visitor counts itself, then waits for
 * an even version. One of them sees the other. MapRaceTest, {@code stamps}.
 * <li><strong>An entry's node moves while it is told of a read, or named as a victim.</strong> The
 * mover has the stripe's lock, then the policy's; the entry says its new node before either is
 * given back. What names the old node is passed over, as where the entry is gone. MovingRaceTest,
 * {@code nodesMove}.
 * </ol>
 */
@NullMarked
package dev.cleave.cache;

import org.jspecify.annotations.NullMarked;
