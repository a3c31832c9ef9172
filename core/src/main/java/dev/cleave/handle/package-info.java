/**
 * Handles: names of things that may lie elsewhere each time, the pins that hold them where they
 * are, and the moves that bring them elsewhere. Nothing here knows what the things are, or what
 * copies them. For Cleave's own modules.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>handle</dt><dd>the name of a thing for as long as it lives: a slot of a table, and the slot's
 * generation</dd>
 * <dt>place, address</dt><dd>where it is: a number, which is an address as a rule. A slot has two:
 * the one that <em>counts</em>, and the other</dd>
 * <dt>pin</dt><dd>what keeps it where it is. There are two kinds, counted apart: short and
 * long</dd>
 * <dt>move</dt><dd>a copy to another place, after which the handle means that place;
 * <em>cancelled</em>: one that met a pin</dd>
 * <dt>mover</dt><dd>the thread that moves a thing; there is one at most</dd>
 * <dt>retired</dt><dd>a slot whose generations ran out: it is not used again, as an old handle
 * could be taken for a new one</dd>
 * </dl>
 *
 * <h2>The life of a handle's word</h2>
 * <pre>
 *                 open                      beginMove
 *      (slot) ------------&gt; live, no pins -----------&gt; live, moving -----------------+
 *         ^                  |  ^    |  ^                |   | pin        endMove:     | the place turns
 *         |                  |  |    |  +----------------|---|------------------------+ MOVED
 *         |            close |  |    | pin               |   v
 *         |                  |  |    v                   |  live, moving, cancelled, pinned
 *         |                  |  +-- live, pinned &lt;-------|---+        endMove: CANCELLED
 *         |                  v     unpin                 | close
 *         +------------- freed                           v
 *             recycle      ^                        freed, moving
 *             (or retire)  +-----------------------------+        endMove: FREED
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>A thing is where its place says for as long as it is pinned; and whoever has it pinned
 * learned that place after the pin was set. HandleTableTest, {@code cancelled}.
 * <li>The other place belongs to the mover while there is one. HandleTableTest, {@code
 * freedDuringAMove}.
 * <li>A word that is moving stays so until its mover ends the move: a pin, an unpin and a free
 * leave the flag alone. HandleWordPropertyTest.
 * <li>A handle whose life has ended is refused by every call, as no slot is given the same
 * generation twice. HandleTableTest, {@code retiresSlots}.
 * </ol>
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>A pin has come and gone before the mover looks.</strong> <em>Cancelled</em> stays
 * until the mover clears it. HandleWordTest, {@code aPinThatHasComeAndGone}.
 * <li><strong>A handle is used after its slot has another life.</strong> Each change is legal only
 * for the handle's own generation. HandleTableTest, {@code anOldHandleIsRefused}.
 * <li><strong>A slot is popped while it is popped and pushed again by others.</strong> The top of
 * the stack has a count, so the compare-and-set of the first fails. HandleTableTest, {@code
 * threadsShareTheFreeSlots}.
 * <li><strong>Two make one chunk of words.</strong> The second takes the first one's.
 * AtomicWordsTest, {@code chunksAreMadeOnce}.
 * </ol>
 */
@NullMarked
package dev.cleave.handle;

import org.jspecify.annotations.NullMarked;
