/**
 * What {@code cleave serve} shows on its page beside a pool: a trace, a demonstration, the
 * workshop, experiments; and {@code cleave attach}: the pools of another JVM.
 */
@NullMarked
package dev.cleave.cli.serve;

import org.jspecify.annotations.NullMarked;
