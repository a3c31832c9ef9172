/**
 * The experiment on an HTTP server: what Netty's allocators and Cleave's for it do under the load
 * of real connections.
 *
 * <pre>
 *   HttpServerExperiment ── ServerTrial, one for each allocator ══ own JVM ══ HttpServerProcess
 *        │                     │   ▲  a line a ServerFigures                       ├ BodyServer ── ServerBuffers
 *        │                     ▼   ╚═════════════════════════════════════════════  └ ResidentPeak
 *        └─────────────▶ HttpLoad ── Conversation, one for each connection ── loopback ──▶ BodyServer
 * </pre>
 *
 * <p>Words: a <i>round</i> is one stretch of load on one server, a burst and a calm after it. In a
 * <i>burst</i> many slow clients send many requests at once and wait before they read, so that
 * answers pile up in the server; in a <i>calm</i> few clients read at once.
 *
 * <p>Invariants: (1) what is asked of a server depends on the seed, the round and the connection
 * alone; (2) one server at a time is under load, and rounds of all of them take turns, each time
 * another first; (3) every answer is looked at: its status, its length, and its last byte.
 */
@NullMarked
package dev.cleave.lab.experiment.http;

import org.jspecify.annotations.NullMarked;
