/**
 * Recordings of the Flight Recorder as one time line: Cleave's events beside the JVM's own.
 *
 * <p><b>Words.</b> A <i>series</i> is one figure over time. A <i>mark</i> is something that
 * happened at one time: a purge, a refused request, a collection.
 */
@NullMarked
package dev.cleave.lab.jfr;

import org.jspecify.annotations.NullMarked;
