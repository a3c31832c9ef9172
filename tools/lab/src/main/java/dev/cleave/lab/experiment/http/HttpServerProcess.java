package dev.cleave.lab.experiment.http;

import dev.cleave.lab.jvm.ChildMain;
import dev.cleave.lab.jvm.ResidentMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The JVM of one server: it tells its port, obeys a line at a time, and ends with its input.
 *
 * <p>{@value #ROUND} begins to look at its memory, {@value #FIGURES} ends that and tells the
 * figures.
 */
final class HttpServerProcess {
    static final String ROUND = "round";
    static final String FIGURES = "figures";
    static final String DONE = "done";

    private HttpServerProcess() {}

    /**
     * Arguments are the allocator's label, its capacity in bytes, and the number of event loops.
     */
    public static void main(String[] arguments) {
        ChildMain.run(out -> serve(ServerBuffers.Kind.named(arguments[0]).open(Long.parseLong(arguments[1])),
                Integer.parseInt(arguments[2]), out));
    }

    private static void serve(ServerBuffers buffers, int threads, PrintStream out)
            throws IOException, InterruptedException {
        try (BodyServer server = new BodyServer(buffers.buffers(), threads)) {
            out.println(server.port());
            out.println(DONE);
            obey(buffers, out);
        }
        buffers.close().run();
    }

    private static void obey(ServerBuffers buffers, PrintStream out) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        ResidentPeak peak = new ResidentPeak();
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            peak.close();
            switch (order) {
                case ROUND -> peak = new ResidentPeak();
                case FIGURES -> out.println(new ServerFigures(peak.end(), ResidentMemory.bytes(),
                        buffers.heldBytes().getAsLong(), buffers.pinnedBytes().get()).toLine());
                default -> throw new IllegalArgumentException("no order of a server's: " + order);
            }
            out.println(DONE);
        }
        peak.close();
    }
}
