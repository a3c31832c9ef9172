package dev.cleave.examples.attacked;

import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolUsage;
import dev.cleave.netty.CleaveByteBufAllocator;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Stores values for clients, each within its share of one pool; what Netty itself needs to read and
 * write has a share of its own. On this machine alone, on a free port.
 */
final class StoreServer implements AutoCloseable {
    /** Of the pool, in eighths. */
    private static final int NETWORK_SHARE = 1;
    private static final int HONEST_SHARE = 2;
    private static final int ATTACKER_SHARE = 5;
    private static final int SHARES = NETWORK_SHARE + HONEST_SHARE + ATTACKER_SHARE;

    private final Pool pool;
    private final CleaveByteBufAllocator network;
    private final Map<String, CleaveByteBufAllocator> clients = new LinkedHashMap<>();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final Channel channel;

    /**
     * @param capacity bytes of the pool: a multiple of 16 MiB, so that shares are whole pageblocks
     */
    StoreServer(Defence defence, long capacity) throws InterruptedException {
        pool = Pool.builder().name("store").capacity(capacity).purge(false).budget(MemoryBudget.unlimited()).build();
        Defence.Division division = defence.over(pool);
        long eighth = capacity / SHARES;
        network = CleaveByteBufAllocator.of(division.part("network", NETWORK_SHARE * eighth));
        clients.put(HonestClient.NAME, CleaveByteBufAllocator.of(
                division.part(HonestClient.NAME, HONEST_SHARE * eighth)));
        clients.put(AttackingClient.NAME, CleaveByteBufAllocator.of(
                division.part(AttackingClient.NAME, ATTACKER_SHARE * eighth)));
        channel = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, network)
                .childOption(ChannelOption.ALLOCATOR, network)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection.pipeline().addLast(new HttpServerCodec(), new StoreHandler(clients));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Bytes that a client's values have. */
    long storedBytes(String client) {
        CleaveByteBufAllocator allocator = clients.get(client);
        if (allocator == null) {
            throw new IllegalArgumentException("no client is called " + client + ": there are " + clients.keySet());
        }
        return allocator.metric().pinnedDirectMemory();
    }

    /** How the pool is used now. */
    PoolUsage usage() {
        return pool.usage();
    }

    /** Ends all connections, waits until their buffers are released, and gives the memory back. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        clients.values().forEach(CleaveByteBufAllocator::close);
        network.close();
        pool.close();
    }
}
