/** Maps of memory: what lies where, one cell a stretch of the region, drawn in a terminal. */
@NullMarked
package dev.cleave.lab.map;

import org.jspecify.annotations.NullMarked;
