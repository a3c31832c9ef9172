/** JCStress tests: each provokes one race of two threads on one space or heap. The numbered list is in {@link dev.cleave.verify}. */
@NullMarked
package dev.cleave.verify.race;

import org.jspecify.annotations.NullMarked;
