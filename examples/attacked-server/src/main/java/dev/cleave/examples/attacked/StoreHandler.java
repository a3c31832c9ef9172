package dev.cleave.examples.attacked;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code PUT}, {@code GET} and {@code DELETE} of {@code /CLIENT/KEY}. A value is one buffer of its
 * client's, taken before the first byte of it is read: where it cannot be had the answer is 507,
 * what is sent is dropped, and the connection goes on. Values live as long as the connection that
 * put them.
 */
final class StoreHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final long LARGEST_VALUE = 16 << 20;

    private final Map<String, ? extends ByteBufAllocator> clients;
    private final Map<String, ByteBuf> values = new HashMap<>();

    /** The key of the value that is being put. */
    private String key = "";

    /** What is being put; null where nothing is. */
    private @Nullable ByteBuf arriving;

    private HttpResponseStatus status = HttpResponseStatus.OK;
    private ByteBuf answer = Unpooled.EMPTY_BUFFER;

    /** @param clients from which buffers of a client are allocated */
    StoreHandler(Map<String, ? extends ByteBufAllocator> clients) {
        this.clients = clients;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (part instanceof HttpRequest request) {
            begin(request);
        }
        if (part instanceof HttpContent content && arriving != null) {
            arriving.writeBytes(content.content());
        }
        if (part instanceof LastHttpContent) {
            end(context);
        }
    }

    private void begin(HttpRequest request) {
        String[] path = request.uri().split("/", 3);
        ByteBufAllocator client = path.length == 3 ? clients.get(path[1]) : null;
        answer = Unpooled.EMPTY_BUFFER;
        if (client == null) {
            status = HttpResponseStatus.NOT_FOUND;
            return;
        }
        key = request.uri();
        if (request.method().equals(HttpMethod.PUT)) {
            put(client, HttpUtil.getContentLength(request, -1L));
        } else if (request.method().equals(HttpMethod.GET)) {
            get();
        } else if (request.method().equals(HttpMethod.DELETE)) {
            status = drop() ? HttpResponseStatus.OK : HttpResponseStatus.NOT_FOUND;
        } else {
            status = HttpResponseStatus.METHOD_NOT_ALLOWED;
        }
    }

    private void put(ByteBufAllocator client, long byteSize) {
        drop();
        if (byteSize < 0) {
            status = HttpResponseStatus.LENGTH_REQUIRED;
        } else if (byteSize > LARGEST_VALUE) {
            status = HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
        } else {
            try {
                arriving = client.directBuffer((int) byteSize, (int) byteSize);
                status = HttpResponseStatus.CREATED;
            } catch (OutOfMemoryError full) {
                status = HttpResponseStatus.INSUFFICIENT_STORAGE;
            }
        }
    }

    private void get() {
        ByteBuf value = values.get(key);
        status = value == null ? HttpResponseStatus.NOT_FOUND : HttpResponseStatus.OK;
        answer = value == null ? Unpooled.EMPTY_BUFFER : value.retainedDuplicate();
    }

    private boolean drop() {
        ByteBuf value = values.remove(key);
        return value != null && value.release();
    }

    private void end(ChannelHandlerContext context) {
        if (arriving != null) {
            values.put(key, arriving);
            arriving = null;
        }
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, answer);
        HttpUtil.setContentLength(response, answer.readableBytes());
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    /** The connection ended, and all its values. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (arriving != null) {
            arriving.release();
            arriving = null;
        }
        values.values().forEach(ByteBuf::release);
        values.clear();
    }

    /**
     * Where there is no memory to read or write with, an {@link OutOfMemoryError} comes here: this
     * connection ends, the others go on.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
