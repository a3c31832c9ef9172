package dev.cleave.examples.attacked;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection to a {@link StoreServer}, for one thread: a request, then its answer. */
final class StoreClient implements AutoCloseable {
    /** What is answered to a request whose connection broke. */
    static final int BROKEN = 0;

    static final int OK = 200;
    static final int CREATED = 201;
    static final int INSUFFICIENT_STORAGE = 507;

    private static final int PATIENCE_MILLIS = 20_000;
    private static final int BUFFER = 1 << 16;
    private static final String LENGTH = "content-length:";

    private final InetSocketAddress server;
    private final String client;
    private Socket socket = new Socket();
    private byte[] body = {};

    /** @param client the client's name, which begins the path of its values */
    StoreClient(InetSocketAddress server, String client) {
        this.server = server;
        this.client = client;
    }

    /** Stores so many bytes: the status. */
    int put(String key, byte[] value, int byteSize) {
        return ask("PUT", key, value, byteSize);
    }

    /** Reads a value, which is then {@link #body()}: the status. */
    int get(String key) {
        return ask("GET", key, new byte[0], 0);
    }

    /** Removes a value: the status. */
    int delete(String key) {
        return ask("DELETE", key, new byte[0], 0);
    }

    /** What came with the last answer. */
    byte[] body() {
        return body;
    }

    private int ask(String method, String key, byte[] value, int byteSize) {
        try {
            if (!socket.isConnected() || socket.isClosed()) {
                connect();
            }
            OutputStream out = socket.getOutputStream();
            String head = method + " /" + client + "/" + key + " HTTP/1.1\r\nhost: localhost\r\ncontent-length: "
                    + byteSize + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(value, 0, byteSize);
            out.flush();
            return answer();
        } catch (IOException broken) {
            close();
            return BROKEN;
        }
    }

    private void connect() throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(server, PATIENCE_MILLIS);
    }

    private int answer() throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
        int status = Integer.parseInt(line(in).split(" ")[1]);
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(line.substring(LENGTH.length()).strip());
            }
        }
        body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("an answer of " + length + " bytes ended after " + body.length);
        }
        return status;
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** Ends the connection, and with it all that it stored. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // It is closed as far as it can be.
        }
    }
}
