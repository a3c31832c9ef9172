/**
 * Objects off the heap: a moving space for the small, blocks of the pool for giants, handles for
 * both.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>handle</dt><dd>the name of an object for as long as it lives: a slot of the table, and which
 * of the slot's lives it is</dd>
 * <dt>region</dt><dd>a block of the pool in which small objects lie one behind the other</dd>
 * <dt>extent</dt><dd>all that an object or hole takes in a region</dd>
 * <dt>giant</dt><dd>an object with a block of the pool to itself, which never moves</dd>
 * <dt>evacuate</dt><dd>to move the objects of a region elsewhere, so that the region comes
 * free</dd>
 * <dt>squeeze</dt><dd>to do so until there is room, or none can be made</dd>
 * <dt>stripe</dt><dd>a part of the space with slots, regions and a lock of its own</dd>
 * <dt>era</dt><dd>which array of slots it is that has a chunk's number: handles of an earlier one
 * mean nothing</dd>
 * </dl>
 *
 * <pre>
 *   handle ──▶ SlotDirectory ──▶ SlotChunk [ SlotWord: location, generation, pins ] ──▶ object
 *                                                                                       │
 *   Stripe ──┬─ StripeSlots       which slots are free                                  │ slot
 *            ├─ RegionSet         where the next object goes ── HoleLists               ▼
 *            └─ Evacuator         moves what is in the way         Region | object | hole | object |
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>An object is where its word says, and whoever has it pinned learned that after the pin was
 * set. SlotWordTest, {@code aPinEndsAMove}.
 * <li>A place is written to only after no word says that an object is there. EvacuationRaceTest.
 * <li>A handle whose object was freed is refused for ever: neither a generation nor an era comes
 * twice. StripeSlotsTest, {@code wornSlotsAreNotUsedAgain}.
 * <li>The extents of a region, one behind the other, are all that is before its top; what no object
 * has is counted as free. RegionSetTest.
 * <li>Only whoever holds the lock of an object's stripe moves it or frees it.
 * </ol>
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>A pin comes while its object is copied.</strong> It clears the moving flag, so the
 * move comes to nothing: what the pin's holder writes is not lost. EvacuationRaceTest, {@code
 * writesUnderPinsAreNotLost}.
 * <li><strong>A reader without a pin reads while its object is moved or freed.</strong> It looks at
 * the word again; the place is not written to before the word has changed. EvacuationRaceTest,
 * {@code readersSeeWholeObjects}.
 * <li><strong>An object moves away and back during a read.</strong> Its word has a count of moves,
 * and for the count to come round its stripe must have moved as many: the reader looks at that as
 * well. SlotWordTest, {@code movesAreCounted}.
 * <li><strong>A handle is used while its chunk is dropped, or has gone.</strong> A chunk is dropped
 * when nothing lives in it, and is never filled again: whoever has it still finds nothing.
 * StripeSlotsTest, {@code anEmptyChunkIsDropped}.
 * <li><strong>Two threads free one object.</strong> Both do it under its stripe's lock: the second
 * finds a word that lives no more. ObjectSpaceTest, {@code refusesASecondFree}.
 * <li><strong>Two stripes want the region that is kept aside.</strong> One swing takes it. The other
 * goes without.
 * <li><strong>Objects are allocated while the space closes.</strong> Closing holds all stripes'
 * locks, and a closed stripe refuses.
 * <li><strong>A link is moved past the collector while it marks.</strong> What was linked before is
 * followed before it is overwritten. TracedObjectsTest, {@code aLinkMovedBehindTheMarker}.
 * <li><strong>The last moment of what nothing leads to.</strong> While marking goes on, whoever keeps
 * it has it followed; when that is over, keeping is refused. TracedObjectsTest, {@code
 * keptAtTheLastMoment}.
 * </ol>
 */
@NullMarked
package dev.cleave.objects;

import org.jspecify.annotations.NullMarked;
