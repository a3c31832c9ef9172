/**
 * How the lab's commands speak to people, one way each: tables, figures, sizes, colours, medians,
 * how far work has come, and what is wrong with an option. Knows nothing of what is measured.
 */
@NullMarked
package dev.cleave.lab.report;

import org.jspecify.annotations.NullMarked;
