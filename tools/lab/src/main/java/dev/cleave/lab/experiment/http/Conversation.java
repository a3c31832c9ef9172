package dev.cleave.lab.experiment.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A client's connection, which sends requests several at a time and looks at each answer. One
 * thread at a time; another may close it, which ends a wait.
 */
final class Conversation implements AutoCloseable {
    /** The shortest body, in bytes; up to {@link BodyServer#MOST_BYTES} they are log-uniform. */
    static final int LEAST_BYTES = 64;

    /** One request of so many sends a body, too. */
    private static final int POSTS = 4;

    private static final int RECEIVE_BUFFER = 16 << 10;
    private static final byte[] LENGTH = "content-length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GOOD = "HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};
    private static final byte[] BODY = new byte[BodyServer.MOST_BYTES];

    private final SocketChannel channel;
    private final SplittableRandom random;
    private final ByteBuffer answers = ByteBuffer.allocateDirect(RECEIVE_BUFFER).flip();
    private final int[] expected;

    /**
     * Connects.
     *
     * @param depth requests that are sent at a time
     */
    Conversation(int port, int depth, SplittableRandom random) throws IOException {
        this.random = random;
        expected = new int[depth];
        channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Sends requests, as many as it is deep. */
    void send() throws IOException {
        for (int each = 0; each < expected.length; each++) {
            expected[each] = bodyBytes();
            boolean posts = random.nextInt(POSTS) == 0;
            byte[] head = (posts
                    ? "POST /" + expected[each] + " HTTP/1.1\r\nhost: lab\r\ncontent-length: " + expected[each]
                            + "\r\n\r\n"
                    : "GET /" + expected[each] + " HTTP/1.1\r\nhost: lab\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            ByteBuffer[] request =
                    {ByteBuffer.wrap(head),
                        posts ? ByteBuffer.wrap(BODY, 0, expected[each]) : ByteBuffer.wrap(NOTHING)};
            while (request[0].hasRemaining() || request[1].hasRemaining()) {
                channel.write(request);
            }
        }
    }

    private int bodyBytes() {
        double exponent = random.nextDouble() * Math.log((double) BodyServer.MOST_BYTES / LEAST_BYTES);
        return (int) (LEAST_BYTES * Math.exp(exponent));
    }

    /**
     * Reads the answers to what was sent.
     *
     * @throws IOException also when an answer is not what was asked for, saying which
     */
    void receive() throws IOException {
        for (int bytes : expected) {
            requireGood();
            long told = header();
            if (told != bytes) {
                throw new IOException("an answer of " + told + " bytes, where " + bytes + " were asked for");
            }
            byte last = skipBody(bytes);
            if (last != (byte) bytes) {
                throw new IOException("an answer of " + bytes + " bytes that ends in " + last);
            }
        }
    }

    private void requireGood() throws IOException {
        byte[] status = new byte[GOOD.length];
        for (int at = 0; at < status.length; at++) {
            status[at] = next();
        }
        if (!Arrays.equals(status, GOOD)) {
            throw new IOException("an answer that begins with " + new String(status, StandardCharsets.US_ASCII));
        }
    }

    /** Reads up to the body; answers the length that was told, or -1 when none was. */
    private long header() throws IOException {
        long length = -1;
        int inLine = 0;
        boolean isLength = true;
        long digits = 0;
        while (true) {
            byte each = next();
            if (each == '\n') {
                if (inLine == 0) {
                    return length;
                }
                if (isLength && inLine > LENGTH.length) {
                    length = digits;
                }
                inLine = 0;
                isLength = true;
                digits = 0;
            } else if (each != '\r') {
                if (inLine < LENGTH.length) {
                    isLength &= (each | 0x20) == LENGTH[inLine];
                } else if (isLength) {
                    digits = digits * 10 + each - '0';
                }
                inLine++;
            }
        }
    }

    private byte skipBody(int bytes) throws IOException {
        byte last = 0;
        int left = bytes;
        while (left > 0) {
            fillUnlessSome();
            int step = Math.min(left, answers.remaining());
            answers.position(answers.position() + step);
            last = answers.get(answers.position() - 1);
            left -= step;
        }
        return last;
    }

    private byte next() throws IOException {
        fillUnlessSome();
        return answers.get();
    }

    private void fillUnlessSome() throws IOException {
        if (!answers.hasRemaining()) {
            answers.clear();
            int read = channel.read(answers);
            answers.flip();
            if (read < 0) {
                throw new EOFException("the server ended the connection");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
