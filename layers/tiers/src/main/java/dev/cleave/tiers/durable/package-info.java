/**
 * A heap in one file that outlives its process and its machine: what was committed is there when it
 * is opened again, nothing else is half there, and no byte is lost.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>durable</dt><dd>on the disk, whatever happens to the machine; what was <em>written</em> and
 * not synced survives the process alone</dd>
 * <dt>place</dt><dd>where an object's bytes begin, counted from the first of the data</dd>
 * <dt>slot, index, chunk</dt><dd>32 bytes in the file for each object: its generation, place, size,
 * a checksum. 512 of them are a chunk, the first of which names the chunk before</dd>
 * <dt>handle</dt><dd>tag of the heap, generation, number of a slot; it stays for the object's
 * life</dd>
 * <dt>root</dt><dd>an object of its own kind: a handle and the name that it has</dd>
 * <dt>change</dt><dd>bytes that are to lie at an offset of the file: making it twice is as once</dd>
 * <dt>record</dt><dd>changes of the transactions that were committed together, with epoch,
 * sequence and checksum</dd>
 * <dt>epoch</dt><dd>one life of the file, from one opening to the next</dd>
 * <dt>checkpoint</dt><dd>all changes are durable in their places, and a header says that the log is
 * empty</dd>
 * <dt>claim</dt><dd>an object in the hands of one transaction</dd>
 * </dl>
 *
 * <h2>The file, and a commit's way into it</h2>
 * <pre>
 *   ├ header 0 ┼ header 1 ┼ log ─────────────┼ data: objects, and chunks of the index ─ … may grow
 *        ▲          ▲        ▲                     ▲
 *        └── 5: in turn      │ 2: one record,      │ 1: large new objects: written, synced
 *            each checkpoint │    one sync         │ 3: changes, written only
 *                                                  │ 4: all synced, at a checkpoint
 *
 *   DurableTransaction   Change, Content    what is to be: patches, bytes that wait, or a new place
 *           │ commit
 *   Committer            Departures, Redo   one thread writes for a group, two groups at once
 *           │
 *   RedoLog              PendingRecord      durable, and all before it: the commit is made
 *           │
 *   Index, ObjectData                       made in place, under the objects' locks: seen
 *           │ log full, heap full, close
 *   Checkpoint           Headers            the log is empty, what was freed is free
 *
 *   Growth               Places             room: packed blocks and units of a buddy space
 *   HeapOpening          LogReader          recovery: changes made again, the index looked through
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>A header that is whole, and the newest, describes a file from which everything committed can
 * be made: its log holds the changes since its checkpoint.</li>
 * <li>Whatever a record or a header names is durable before it: bytes of large objects before the
 * record with their slot, chunks before the header, the file's length before the header.</li>
 * <li>Between two checkpoints a byte of the data has one owner at most: what a commit frees waits
 * for the next one. So changes can be made again in their order without harm, and what is written
 * to a fresh place is written over nothing that counts.</li>
 * <li>A record counts only with the header's epoch, and with the sequence that is due. Before a
 * record of an epoch is written a header with that epoch is durable.</li>
 * <li>A record is acknowledged only when it is durable, and all before it. So what follows the first
 * record that is not whole was never acknowledged. A record that is written while the one before
 * is not durable yet says so; where one says otherwise, and the one before is torn, the disk did
 * it. Objects of two records that are pending are different ones, as their transactions have
 * them.</li>
 * <li>Each byte of the data has room on its disk before anything there is handed out.</li>
 * <li>Places agree with the index: used and free bytes, each counted by itself, make the
 * capacity.</li>
 * </ol>
 * {@link dev.cleave.tiers.durable.DurableHeap#verify()} checks 7. {@code RecoveryTest} checks 1 to 5 and 7
 * behind every write of random histories, with any of the unsynced sectors lost, with the
 * recovery itself broken off, and over many lives of one file; {@code FullDiskTest} checks 6.
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>Two transactions use one object.</strong> The first use claims it in a map; the second
 * is a {@link dev.cleave.tiers.durable.ConflictException}, at once. The claim ends after the changes are made, so whoever
 * claims next reads them. ({@code DurableTransactionTest}, {@code CommitterTest})</li>
 * <li><strong>A reader meets a commit's changes half made.</strong> Readers share the lock of an
 * object's slot, and changes are made under the locks of all objects of the transaction.
 * ({@code CommitterTest}: transfers)</li>
 * <li><strong>A commit comes when no group may go, and the last one ends meanwhile.</strong> Both look under
 * the lock of {@code Departures}: either the commit finds that it may go, or the end of the group
 * finds the commit, and wakes the first that waits. ({@code CommitterTest}, {@code DeparturesTest})</li>
 * <li><strong>The sync of a record returns before that of the one ahead.</strong> Its leader waits for the
 * other, and fails with it. ({@code CommitterTest}: in order; {@code RedoLogTest})</li>
 * <li><strong>Growth, a chunk or a checkpoint meets a commit.</strong> All hold the lock of the structure, as
 * a record does while it is written. Whoever needs that no record is pending, a checkpoint, an audit, a
 * close, waits for them under that lock, which keeps new ones away. ({@code CommitterTest}: transfers
 * in a heap that grows)</li>
 * <li><strong>An object is freed while another thread persists it in place.</strong> A persist claims it as a
 * transaction does; else its record could name a place that is another's by then.
 * ({@code PersistenceTest})</li>
 * <li><strong>A root is set to an object that another transaction frees.</strong> Setting it claims the object.
 * ({@code DurableTransactionTest})</li>
 * <li><strong>The heap is closed while others read or commit.</strong> Closing waits for the lock of the structure;
 * a read in mapped memory gets {@link java.lang.IllegalStateException} from then on, and a call of the file a refusal: its descriptor is closed
 * only when no call has it. ({@code DurableTransactionTest}, {@code DurableFilesTest})</li>
 * <li><strong>Another program cuts the file short.</strong> Its size is looked at before each record and checkpoint; a
 * read behind the end is an {@link java.lang.InternalError} of the JVM, which becomes a refusal. ({@code DurableFilesTest})</li>
 * </ol>
 */
@NullMarked
package dev.cleave.tiers.durable;

import org.jspecify.annotations.NullMarked;
