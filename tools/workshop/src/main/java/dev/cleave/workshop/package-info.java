/**
 * The workshop: every published way to build a buddy system, readable, behind one contract.
 *
 * <pre>
 *   Algorithm (the catalogue) ─▶ lists, trees, linux, nonblocking, llfree, uneven, cleave ─▶ contract
 *                                                 kit (tests any of them) ─────────────────▶ contract
 * </pre>
 */
@NullMarked
package dev.cleave.workshop;

import org.jspecify.annotations.NullMarked;
