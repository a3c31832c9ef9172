/**
 * What it costs a program to be observed: {@code cleave observe}.
 *
 * <pre>
 *   ObservationRun --lines--> ObservedProgram, in a JVM of its own: ObservedLoad, at a given rate
 *         |                        ^
 *         \--> Observer -----------/    none, a recording, or the page with one who reads its events: in turns
 * </pre>
 */
@NullMarked
package dev.cleave.cli.observe;

import org.jspecify.annotations.NullMarked;
