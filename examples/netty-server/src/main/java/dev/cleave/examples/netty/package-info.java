/** An HTTP server whose buffers come from a bounded pool. */
@NullMarked
package dev.cleave.examples.netty;

import org.jspecify.annotations.NullMarked;
