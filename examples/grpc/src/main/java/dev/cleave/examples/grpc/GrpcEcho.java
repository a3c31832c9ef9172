package dev.cleave.examples.grpc;

import dev.cleave.memory.Pool;
import dev.cleave.netty.CleaveByteBufAllocator;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
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
        name = "grpc",
        mixinStandardHelpOptions = true,
        description = "A gRPC server on this machine alone, whose buffers come from a bounded pool. It has a unary call"
                + " and a streaming one, which answer each message with itself.")
final class GrpcEcho implements Callable<Integer> {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int CALLS = 200;
    private static final int LARGEST_MESSAGE = 64 << 10;
    private static final int LAST_PORT = 65_535;
    private static final int MOST_MEBIBYTES = 1 << 20;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private long capacity;

    private int port;

    @Option(
            names = "--once",
            description = "Make 200 unary calls, and send 200 messages in a stream, then end.")
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
    public Integer call() throws IOException, InterruptedException, StatusException {
        PrintWriter out = spec.commandLine().getOut();
        try (Pool pool = Pool.builder().name("grpc").capacity(capacity).build();
                CleaveByteBufAllocator allocator = CleaveByteBufAllocator.of(pool)) {
            try (EchoEnds ends = new EchoEnds(allocator, allocator, port)) {
                out.println("listens on localhost:" + ends.port());
                out.flush();
                if (once) {
                    callMany(ends.client());
                    out.printf("%,d messages of unary calls came back%n", CALLS);
                    stream(ends.client());
                    out.printf("%,d messages of a stream came back%n", CALLS);
                    out.println("at the end   " + allocator.metric());
                } else {
                    ends.awaitClosing();
                }
            }
            allocator.heap().trim(); // what the purge would do by itself, ten seconds later
            pool.trim();
            out.println("when closed  " + allocator.metric());
        } // the allocator would refuse to close if a buffer had not been released
        out.flush();
        return 0;
    }

    private static void callMany(Channel client) {
        SplittableRandom random = new SplittableRandom(1);
        for (int call = 0; call < CALLS; call++) {
            byte[] message = message(random);
            check(call, message, echo(client, message));
        }
    }

    static byte[] echo(Channel client, byte[] message) {
        return ClientCalls.blockingUnaryCall(client, EchoService.ECHO, deadline(), message);
    }

    private static void stream(Channel client) throws InterruptedException, StatusException {
        SplittableRandom random = new SplittableRandom(2);
        BlockingClientCall<byte[], byte[]> call =
                ClientCalls.blockingBidiStreamingCall(client, EchoService.ECHO_ALL, deadline());
        for (int each = 0; each < CALLS; each++) {
            byte[] message = message(random);
            call.write(message);
            check(each, message, Objects.requireNonNull(call.read(), "the stream ended early"));
        }
        call.halfClose();
    }

    /**
     * Where no memory is to be had while gRPC writes a message, it logs that, and the call waits:
     * without a deadline for ever.
     */
    private static CallOptions deadline() {
        return CallOptions.DEFAULT.withDeadlineAfter(DEADLINE);
    }

    private static byte[] message(SplittableRandom random) {
        byte[] message = new byte[1 + random.nextInt(LARGEST_MESSAGE)];
        random.nextBytes(message);
        return message;
    }

    private static void check(int number, byte[] sent, byte[] answered) {
        if (!Arrays.equals(sent, answered)) {
            throw new IllegalStateException("message " + number + ", of " + sent.length + " bytes, came back as "
                    + answered.length + " other ones");
        }
    }

    static void main(String... arguments) {
        System.exit(new CommandLine(new GrpcEcho()).execute(arguments));
    }
}
