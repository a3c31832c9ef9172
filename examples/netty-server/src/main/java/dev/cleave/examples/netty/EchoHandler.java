package dev.cleave.examples.netty;

import dev.cleave.netty.CleaveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * Answers {@code GET /usage} with the allocator's figures, and any other request with its own body.
 */
final class EchoHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final CleaveByteBufAllocator allocator;

    EchoHandler(CleaveByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean asksForUsage = request.method().equals(HttpMethod.GET) && request.uri().equals("/usage");
        ByteBuf body = asksForUsage
                ? ByteBufUtil.writeUtf8(context.alloc(), allocator.metric() + "\n")
                : context.alloc().buffer(request.content().readableBytes()).writeBytes(request.content());
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
        HttpUtil.setContentLength(response, body.readableBytes());
        response.headers().set(HttpHeaderNames.CONTENT_TYPE,
                asksForUsage ? "text/plain" : "application/octet-stream");
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        HttpUtil.setKeepAlive(response, keepAlive);
        context.writeAndFlush(response).addListener(
                keepAlive ? ChannelFutureListener.CLOSE_ON_FAILURE : ChannelFutureListener.CLOSE);
    }

    /**
     * A full pool comes here as an {@link OutOfMemoryError}: this connection ends, the others go
     * on.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
