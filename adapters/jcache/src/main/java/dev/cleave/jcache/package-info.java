/**
 * JSR 107 (JCache 1.1) over {@link dev.cleave.cache.OffHeapCache}: a caching provider that is
 * found by itself where this module is on the path.
 *
 * <p><strong>Words.</strong> A key or value is <em>held</em> in the form that the cache off the
 * heap is given: itself where there is a codec for its type, or else the bytes of its
 * serialization. Two keys are one where their held forms are. A <em>deadline</em> is the time at
 * which an entry is too old. A <em>turn</em> is what one call does with one key.
 *
 * <pre>
 *   CleaveCachingProvider - CleaveCaches, one pool each - CleaveCache: checks, locks, many keys
 *       EntryActions: one key, under its lock
 *           HeldEntries: forms, deadlines - OffHeapCache
 *           Backing: loader and writer    Expiries: the policy    Listeners: events    Counts
 * </pre>
 *
 * <p><strong>Invariants.</strong>
 * <ol>
 * <li>Whatever changes a key holds its lock, from the writer's call to the change of the entry.
 * <li>Listeners are told with no lock held, after the change, on the thread that made it.
 * <li>No call uses the memory of a cache that is closed: closing waits for those that have begun.
 * </ol>
 */
@NullMarked
package dev.cleave.jcache;

import org.jspecify.annotations.NullMarked;
