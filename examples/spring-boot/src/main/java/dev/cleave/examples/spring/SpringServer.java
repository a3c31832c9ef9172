package dev.cleave.examples.spring;

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
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the example. */
@Command(
        name = "spring-boot",
        mixinStandardHelpOptions = true,
        description = "A Spring Boot application on this machine alone, whose server's buffers come from a bounded"
                + " pool. It answers POST /echo with the body, and has /actuator/health and /actuator/metrics.")
final class SpringServer implements Callable<Integer> {
    private static final int REQUESTS = 200;
    private static final int LARGEST_BODY = 64 << 10;
    private static final int LAST_PORT = 65_535;
    private static final int MOST_MEBIBYTES = 1 << 20;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private long capacity;

    private int port;

    @Option(
            names = "--once",
            description = "Serve 200 requests of this program's own, read its health and metrics, then end.")
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
        try (ConfigurableApplicationContext application = start()) {
            URI address =
                    URI.create("http://localhost:" + application.getEnvironment().getProperty("local.server.port"));
            out.println("listens on " + address);
            out.flush();
            if (once) {
                use(address, out);
                out.println("at the end   " + application.getBean(CleaveByteBufAllocator.class).metric());
            } else {
                awaitClosing(application);
            }
        } // the allocator would refuse to close if a buffer had not been released
        out.flush();
        return 0;
    }

    private ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(EchoApplication.class)
                .bannerMode(Banner.Mode.OFF)
                .properties(Map.of(
                        "server.address", "127.0.0.1",
                        "server.port", port,
                        "cleave.capacity", capacity,
                        "logging.level.root", "warn",
                        "management.endpoint.health.show-details", "always",
                        "management.endpoints.web.exposure.include", "health,metrics"))
                .run();
    }

    private static void awaitClosing(ConfigurableApplicationContext application) throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        application.addApplicationListener((ApplicationListener<ContextClosedEvent>) event -> closed.countDown());
        closed.await();
    }

    private static void use(URI address, PrintWriter out) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(1);
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int request = 0; request < REQUESTS; request++) {
                byte[] body = new byte[1 + random.nextInt(LARGEST_BODY)];
                random.nextBytes(body);
                HttpResponse<byte[]> answer = client.send(
                        HttpRequest.newBuilder(address.resolve("/echo")).POST(BodyPublishers.ofByteArray(body)).build(),
                        BodyHandlers.ofByteArray());
                if (answer.statusCode() != 200 || !Arrays.equals(answer.body(), body)) {
                    throw new IllegalStateException("request " + request + ", of " + body.length
                            + " bytes, was answered with status " + answer.statusCode() + " and "
                            + answer.body().length + " bytes");
                }
            }
            out.printf("%,d bodies came back as they were sent%n", REQUESTS);
            for (String path : new String[] {"/actuator/health/pool", "/actuator/metrics/cleave.pool.committed"}) {
                out.println(path + "  " + client.send(HttpRequest.newBuilder(address.resolve(path)).build(),
                        BodyHandlers.ofString()).body());
            }
        }
    }

    static void main(String... arguments) {
        System.exit(new CommandLine(new SpringServer()).execute(arguments));
    }
}
