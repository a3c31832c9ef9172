/**
 * What it costs to keep a little for good: commits of a recoverable heap beside its peers, and
 * beside what the device itself asks.
 *
 * <pre>
 *   DurableExperiment ── CommitRace ── DurableStore ─┬─ DeviceSync         the floor: pwrite, fdatasync
 *                                                    ├─ CleaveStore        DurableHeap
 *                                                    ├─ PersistentMemory   libpmemobj, where it is installed
 *                                                    └─ MapDatabase        MapDB with its write-ahead log
 * </pre>
 *
 * <p>Invariants: (1) a commit is durable when it returns, in every store, as far as the store's own
 * documentation says; (2) every round of every store is on the same file system, one after another,
 * so that a device that changes its mood changes it for all; (3) a store that cannot run here is a
 * row that says so, never a row that is missing.
 */
@NullMarked
package dev.cleave.lab.experiment.durable;

import org.jspecify.annotations.NullMarked;
