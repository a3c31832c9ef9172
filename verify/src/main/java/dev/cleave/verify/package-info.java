/** Proofs that need more than a unit test. */
@NullMarked
package dev.cleave.verify;

import org.jspecify.annotations.NullMarked;
