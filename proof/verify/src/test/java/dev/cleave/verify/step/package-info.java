/**
 * Every step of each public operation is made to fail in turn: see {@code dev.cleave.verify.fault}.
 */
@NullMarked
package dev.cleave.verify.step;

import org.jspecify.annotations.NullMarked;
