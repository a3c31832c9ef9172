package dev.cleave.examples.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A server, and a client that is connected to it. Both have event loops of their own, in place of
 * those that gRPC shares: they end when this is closed, and with them the last buffers.
 */
final class EchoEnds implements AutoCloseable {
    private static final int LARGEST_MESSAGE = 16 << 20;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final Server server;
    private final ManagedChannel client;

    EchoEnds(ByteBufAllocator servers, ByteBufAllocator clients, int port) throws IOException {
        InetSocketAddress wanted = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        server = NettyServerBuilder.forAddress(wanted)
                .withOption(ChannelOption.ALLOCATOR, servers) // the channel that accepts connections
                .withChildOption(ChannelOption.ALLOCATOR, servers) // the connections
                .channelType(NioServerSocketChannel.class)
                .bossEventLoopGroup(group)
                .workerEventLoopGroup(group)
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .addService(EchoService.definition())
                .build()
                .start();
        client = NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()))
                .withOption(ChannelOption.ALLOCATOR, clients)
                .channelType(NioSocketChannel.class)
                .eventLoopGroup(group)
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .usePlaintext()
                .build();
    }

    int port() {
        return server.getPort();
    }

    ManagedChannel client() {
        return client;
    }

    void awaitClosing() throws InterruptedException {
        server.awaitTermination();
    }

    /** Ends all calls and connections, and waits until their buffers are released. */
    @Override
    public void close() {
        client.shutdownNow();
        server.shutdownNow();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
