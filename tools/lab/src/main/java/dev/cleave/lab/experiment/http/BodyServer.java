package dev.cleave.lab.experiment.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server on Netty, on the loopback alone: it answers {@code /N} with a body of N bytes,
 * each of them N's lowest eight bits, whatever came with the request.
 */
final class BodyServer implements AutoCloseable {
    /** The longest body, in bytes, that it takes or answers with. */
    static final int MOST_BYTES = 64 << 10;

    /**
     * Small, so that answers to slow clients wait in buffers of the allocator and not in the
     * system's.
     */
    private static final int SEND_BUFFER = 16 << 10;

    private static final int BACKLOG = 4_096;

    private final EventLoopGroup loops;
    private final Channel listening;

    /**
     * Starts it on a free port.
     *
     * @param buffers for all that it reads, writes and gathers
     * @param threads event loops
     */
    BodyServer(ByteBufAllocator buffers, int threads) throws InterruptedException {
        loops = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
        listening = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, buffers)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOCATOR, buffers)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(MOST_BYTES),
                                new BodyHandler());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Closes every connection, and waits for that. */
    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class BodyHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            int bytes = Integer.parseInt(request.uri().substring(1));
            if (bytes > MOST_BYTES) {
                throw new IllegalArgumentException("a body of " + bytes + " bytes was asked for, at most " + MOST_BYTES
                        + " are to be had");
            }
            ByteBuf body = context.alloc().directBuffer(bytes, bytes);
            fill(body, bytes);
            DefaultFullHttpResponse answer =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
            answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes);
            context.write(answer).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }

        private static void fill(ByteBuf body, int bytes) {
            long eight = (bytes & 0xFFL) * 0x0101_0101_0101_0101L;
            while (body.writableBytes() >= Long.BYTES) {
                body.writeLong(eight);
            }
            while (body.isWritable()) {
                body.writeByte(bytes);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        /** What goes wrong with one request ends its connection, after an answer that says so. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            DefaultFullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                    HttpResponseStatus.INTERNAL_SERVER_ERROR);
            answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
            context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
