/**
 * A page in the browser that shows a pool as it lives: its map, its figures over time, who holds
 * what, and why a large request would fail.
 *
 * <pre>
 *   browser  --GET /, /js/…--------->  StaticFiles   from the jar
 *            --GET, POST /api/T/…--->  PageTopic T   JSON; that of pools is ShownPools: a PoolTopic each
 *            --GET /events---------->  Viewers       a tick after each look of the Watch
 *                                        |
 *                       Watch  looks at the Subject, keeps a History and an EventLog
 *                                        |
 *                       Subject: LivePool (of this JVM), SavedPool (a snapshot),
 *                                DistantPool (a ToldPool: of another JVM)
 * </pre>
 *
 * <p>Words: a <em>subject</em> is what is shown; a <em>look</em> reads its figures; a <em>cell</em>
 * is a pageblock of the map; a <em>colour</em> is what the map tells of a cell.
 *
 * <p>Invariants:
 * <ol>
 *   <li>Nothing but loopback is listened on unless asked for, and then whoever comes needs a token.
 *   <li>What changes the program is refused unless actions were allowed.
 *   <li>Files come out of one list that is made beforehand: no path of a request reaches a file
 *       system.
 *   <li>Looks and walks take at most a share of the time, however large the pool is: the longer one
 *       took, the later the next ({@link dev.cleave.page.Thrift}).
 *   <li>What is kept is bounded, however long it runs.
 * </ol>
 */
@NullMarked
package dev.cleave.page;

import org.jspecify.annotations.NullMarked;
