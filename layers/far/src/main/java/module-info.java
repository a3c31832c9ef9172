/** Memory of other machines as a tier: objects on Redis, a single server or a cluster. */
@SuppressWarnings("requires-transitive-automatic") // Lettuce has no descriptor; its URIs say where a server is
module dev.cleave.far {
    requires transitive dev.cleave.tiers;
    requires transitive lettuce.core;
    requires io.netty.common;
    requires org.lz4.java;
    requires static org.jspecify;

    exports dev.cleave.far;
}
