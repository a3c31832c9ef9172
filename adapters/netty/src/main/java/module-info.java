/** Netty's buffers on a bounded pool. */
module dev.cleave.netty {
    requires transitive dev.cleave.core;
    requires transitive io.netty.buffer;
    requires io.netty.common;
    requires static org.jspecify;

    exports dev.cleave.netty;
}
