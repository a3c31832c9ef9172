package dev.cleave.examples.netty;

import dev.cleave.memory.Pool;
import dev.cleave.netty.CleaveByteBufAllocator;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the example. */
@Command(
        name = "netty-server",
        mixinStandardHelpOptions = true,
        description = "An HTTP server on this machine alone, whose buffers come from a bounded pool. It answers GET"
                + " /usage with the pool's figures, and any other request with its own body.")
final class NettyServer implements Callable<Integer> {
    private static final int REQUESTS = 200;
    private static final int LARGEST_BODY = 64 << 10;
    private static final int LAST_PORT = 65_535;
    private static final int MOST_MEBIBYTES = 1 << 20;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private long capacity;

    private int port;

    @Option(names = "--once", description = "Serve 200 requests of this program's own, then end.")
    private boolean once;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "0",
            description = "The port; a free one unless told.")
    void setPort(int number) {
        if (number < 0 || number > LAST_PORT) {
            throw new ParameterException(spec.commandLine(), "--port " + number + ": it must be 0 to " + LAST_PORT);
        }
        port = number;
    }

    @Option(
            names = "--capacity",
            paramLabel = "MIB",
            defaultValue = "64",
            description = "What all buffers may take together, in MiB; 64 unless told.")
    void setCapacity(int mebibytes) {
        if (mebibytes < 1 || mebibytes > MOST_MEBIBYTES) {
            throw new ParameterException(spec.commandLine(),
                    "--capacity " + mebibytes + ": it must be 1 to " + MOST_MEBIBYTES);
        }
        capacity = (long) mebibytes << 20;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (Pool pool = Pool.builder().name("netty").capacity(capacity).build();
                CleaveByteBufAllocator allocator = CleaveByteBufAllocator.of(pool)) {
            try (EchoServer server = new EchoServer(allocator, port)) {
                out.println("listens on " + server.address());
                out.flush();
                if (once) {
                    callMany(server.address());
                    out.printf("%,d bodies came back as they were sent%n", REQUESTS);
                    out.println("at the end   " + allocator.metric());
                } else {
                    server.awaitClosing();
                }
            }
            allocator.heap().trim(); // what the purge would do by itself, ten seconds later
            pool.trim();
            out.println("when closed  " + allocator.metric());
        } // the allocator would refuse to close if a buffer had not been released
        return 0;
    }

    private static void callMany(URI address) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(1);
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int request = 0; request < REQUESTS; request++) {
                byte[] body = new byte[1 + random.nextInt(LARGEST_BODY)];
                random.nextBytes(body);
                HttpResponse<byte[]> answer = client.send(
                        HttpRequest.newBuilder(address).POST(BodyPublishers.ofByteArray(body)).build(),
                        BodyHandlers.ofByteArray());
                if (answer.statusCode() != 200 || !Arrays.equals(answer.body(), body)) {
                    throw new IllegalStateException("request " + request + ", of " + body.length
                            + " bytes, was answered with status " + answer.statusCode() + " and "
                            + answer.body().length + " bytes");
                }
            }
        }
    }

    static void main(String... arguments) {
        System.exit(new CommandLine(new NettyServer()).execute(arguments));
    }
}
