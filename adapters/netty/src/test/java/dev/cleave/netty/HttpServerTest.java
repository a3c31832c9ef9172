package dev.cleave.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cleave.memory.Pool;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server that answers each body with its bytes turned over, to clients that send several requests
 * at once.
 */
@DisplayName("An HTTP server over a pool")
class HttpServerTest {
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 40;
    private static final int PIPELINED = 4;
    private static final int BODY = 64 << 10;

    /** What went wrong in the server. */
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** The ways to the system's sockets; the native ones take buffers by their memory address. */
    enum Transport {
        NIO(NioServerSocketChannel.class) {
            @Override
            IoHandlerFactory handlers() {
                return NioIoHandler.newFactory();
            }
        },
        EPOLL(EpollServerSocketChannel.class) {
            @Override
            IoHandlerFactory handlers() {
                assumeTrue(Epoll.isAvailable(), () -> "no epoll here: " + Epoll.unavailabilityCause());
                return EpollIoHandler.newFactory();
            }
        },
        IO_URING(IoUringServerSocketChannel.class) {
            @Override
            IoHandlerFactory handlers() {
                assumeTrue(IoUring.isAvailable(), () -> "no io_uring here: " + IoUring.unavailabilityCause());
                return IoUringIoHandler.newFactory();
            }
        };

        private final Class<? extends ServerChannel> channel;

        Transport(Class<? extends ServerChannel> channel) {
            this.channel = channel;
        }

        abstract IoHandlerFactory handlers();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("serves pipelined bodies of 64 KiB, stays within the pool, and leaks nothing")
    void echo(Transport transport) throws Exception {
        IoHandlerFactory handlers = transport.handlers();
        try (Pool pool = Pool.builder().name("http").capacity(64 << 20).build();
                CleaveByteBufAllocator allocator = CleaveByteBufAllocator.of(pool)) {
            EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, handlers);
            try {
                Channel server = start(group, transport, allocator);
                int port = ((InetSocketAddress) server.localAddress()).getPort();
                try {
                    serve(port);
                } finally {
                    assertThat(failures).isEmpty();
                }
                assertThat(allocator.metric().committedDirectMemory()).isLessThanOrEqualTo(64 << 20);
                server.close().sync();
            } finally {
                group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
            }
            assertThat(allocator.metric().pinnedDirectMemory()).as("what is not released").isZero();
        }
    }

    private Channel start(EventLoopGroup group, Transport transport, CleaveByteBufAllocator allocator)
            throws InterruptedException {
        return new ServerBootstrap().group(group).channel(transport.channel)
                .option(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 20),
                                new TurningHandler(failures));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
    }

    /** Answers with the body's bytes turned over. */
    private static final class TurningHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final Queue<Throwable> failures;

        TurningHandler(Queue<Throwable> failures) {
            this.failures = failures;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            ByteBuf body = context.alloc().buffer(request.content().readableBytes());
            request.content().forEachByte(each -> {
                body.writeByte(~each);
                return true;
            });
            DefaultFullHttpResponse response =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
            HttpUtil.setContentLength(response, body.readableBytes());
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream");
            context.writeAndFlush(response).addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failures.add(cause);
            context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                    HttpResponseStatus.INTERNAL_SERVER_ERROR)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static void serve(int port) throws Exception {
        List<Callable<Void>> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            SplittableRandom random = new SplittableRandom(client);
            clients.add(() -> {
                converse(port, random);
                return null;
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> each : threads.invokeAll(clients)) {
                each.get();
            }
        }
    }

    private static void converse(int port, SplittableRandom random) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            DataInputStream answers = new DataInputStream(socket.getInputStream());
            for (int round = 0; round < ROUNDS; round++) {
                List<byte[]> bodies = new ArrayList<>();
                for (int each = 0; each < PIPELINED; each++) {
                    byte[] body = new byte[each == 0 ? BODY : random.nextInt(BODY)];
                    random.nextBytes(body);
                    bodies.add(body);
                    send(socket.getOutputStream(), body);
                }
                for (byte[] body : bodies) {
                    checkAnswer(answers, body);
                }
            }
        }
    }

    private static void send(OutputStream target, byte[] body) throws IOException {
        target.write(("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        target.write(body);
        target.flush();
    }

    private static void checkAnswer(DataInputStream answers, byte[] body) throws IOException {
        int length = -1;
        String line = line(answers);
        assertThat(line).isEqualTo("HTTP/1.1 200 OK");
        while (!line.isEmpty()) {
            line = line(answers);
            if (line.startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        assertThat(length).isEqualTo(body.length);
        byte[] answer = answers.readNBytes(length);
        for (int at = 0; at < length; at++) {
            answer[at] = (byte) ~answer[at];
        }
        assertThat(answer).isEqualTo(body);
    }

    private static String line(DataInputStream answers) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = answers.readUnsignedByte(); next != '\n'; next = answers.readUnsignedByte()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
