package dev.cleave.lab.far;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Redis's own {@code redis-benchmark}, started on a user's server. */
public final class RedisBenchmark {
    private static final Map<String, String> OPERATIONS = Map.of("SET", "write", "GET", "read");

    /** Operation, requests a second, then latencies in milliseconds: mean, least, median, p95, p99, most. */
    private static final Pattern LINE = Pattern.compile(
            "\"(SET|GET)\",\"([0-9.]+)\",\"[0-9.]+\",\"[0-9.]+\",\"([0-9.]+)\",\"[0-9.]+\",\"([0-9.]+)\",.*");

    private final List<String> server;

    /**
     * The benchmark of a server.
     *
     * @param host where it is
     * @param port of TCP
     * @param password empty where it wants none
     * @param cluster whether it belongs to one
     */
    public RedisBenchmark(String host, int port, String password, boolean cluster) {
        List<String> options = new ArrayList<>(List.of("-h", host, "-p", Integer.toString(port)));
        if (!password.isEmpty()) {
            options.addAll(List.of("-a", password));
        }
        if (cluster) {
            options.add("--cluster");
        }
        server = List.copyOf(options);
    }

    /**
     * Sets and gets objects, with so many connections.
     *
     * @throws IOException where it cannot be started, or ends with an error
     */
    public List<FarFigures> run(int size, int objects, int connections, int pipeline) throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-benchmark"));
        command.addAll(server);
        command.addAll(List.of("-t", "set,get", "-d", Integer.toString(size), "-n", Integer.toString(objects), "-r",
                Integer.toString(objects), "-c", Integer.toString(connections), "-P", Integer.toString(pipeline),
                "--csv"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<FarFigures> figures = parse(out, size, objects, connections, pipeline);
        if (figures.size() != OPERATIONS.size()) {
            throw new IOException("redis-benchmark gave no figures: " + out.strip());
        }
        return figures;
    }

    static List<FarFigures> parse(String out, int size, int objects, int connections, int pipeline) {
        List<FarFigures> figures = new ArrayList<>();
        out.lines().forEach(line -> {
            Matcher found = LINE.matcher(line);
            if (found.matches()) {
                double perSecond = Double.parseDouble(found.group(2));
                figures.add(new FarFigures("redis-benchmark", OPERATIONS.getOrDefault(found.group(1), ""), connections,
                        pipeline, objects, perSecond, perSecond * size, Double.parseDouble(found.group(3)) * 1e3,
                        Double.parseDouble(found.group(4)) * 1e3));
            }
        });
        return figures;
    }
}
