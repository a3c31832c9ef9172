/**
 * JVMs of their own for measurements, and what a JVM takes of real memory.
 *
 * <pre>
 *   this JVM                                  its child
 *   ChildJvm  ── orders, a line each ──────▶  a main method, in ChildMain.run
 *             ◀── answers, up to a word ────
 *             ◀── failed …, unavailable … ──  whatever goes wrong
 * </pre>
 *
 * <p>Invariants: (1) no answer is waited for longer than was said; (2) a child that did not answer
 * as it should is killed, by its own process, and so ends no later than the trial; (3) a message
 * says what the child said.
 */
@NullMarked
package dev.cleave.lab.jvm;

import org.jspecify.annotations.NullMarked;
