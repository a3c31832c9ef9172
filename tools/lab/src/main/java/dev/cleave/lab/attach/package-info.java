/**
 * Watching another JVM's pools: by attaching to it, or by a socket that it opened.
 *
 * <p>Nothing is loaded into the other JVM. Its own management agent is started, as {@code jcmd PID
 * ManagementAgent.start_local} does, and its Flight Recorder asked for Cleave's events; or a
 * {@link dev.cleave.memory.PoolSocket} tells them.
 *
 * <pre>
 *   Target.of("1234")     --> AttachedWatch --\                 /--> RecordingSpool --> RecordedTrace --> a trace
 *   Target.of("app.sock") --> SocketWatch   ----> PoolObserver -+
 *                                                               \--> WatchedPools --> PoolSnapshot
 * </pre>
 */
@NullMarked
package dev.cleave.lab.attach;

import org.jspecify.annotations.NullMarked;
