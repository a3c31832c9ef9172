/** Placement planned from a recorded trace, and pools that follow the plan. */
@NullMarked
package dev.cleave.plan;

import org.jspecify.annotations.NullMarked;
