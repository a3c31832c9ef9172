/**
 * What if: recorded traces replayed under other settings of Cleave, a cell for each trace and
 * setting. A cell knows nothing of the others, so they run wherever there is a processor: on
 * threads here, or on the machines of a {@link dev.cleave.lab.fleet.FleetEngine}.
 */
@NullMarked
package dev.cleave.lab.sweep;

import org.jspecify.annotations.NullMarked;
