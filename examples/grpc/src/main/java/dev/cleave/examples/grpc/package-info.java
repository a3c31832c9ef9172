/** A gRPC server and client over Netty, whose buffers come from a bounded pool. */
@NullMarked
package dev.cleave.examples.grpc;

import org.jspecify.annotations.NullMarked;
