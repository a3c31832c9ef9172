package dev.cleave.cli.observe;

import com.sun.management.OperatingSystemMXBean;
import dev.cleave.heap.Heap;
import dev.cleave.lab.jvm.ChildMain;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolSocket;
import dev.cleave.page.CleavePage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program that is observed, in a JVM of its own. It says the number of its process when its
 * load runs at its rate, and obeys lines: {@code measure MILLIS} is answered by events, processor
 * time of the whole process, that of the load's threads, and elapsed time, all in nanoseconds;
 * {@code page} opens the page and says its port, {@code unpage} closes it; {@code socket FILE} opens
 * a socket, which stays.
 */
public final class ObservedProgram {
    /** Ends each answer. */
    static final String DONE = "done";

    private static final long CAPACITY = 1L << 30;

    private final Pool pool;
    private final List<ObservedLoad> loads = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable CleavePage page;

    private ObservedProgram(Pool pool, Allocations allocations, double rate, int count) {
        this.pool = pool;
        for (int each = 0; each < count; each++) {
            ObservedLoad load = new ObservedLoad(allocations, rate / count, each);
            loads.add(load);
            threads.add(Thread.ofPlatform().daemon().name("load-" + each).unstarted(load));
        }
    }

    /** Arguments: events a second, threads, and pool or heap. */
    public static void main(String[] arguments) {
        ChildMain.run(out -> {
            try (Pool pool = Pool.builder().name("observed").capacity(CAPACITY).build()) {
                double rate = Double.parseDouble(arguments[0]);
                int count = Integer.parseInt(arguments[1]);
                if (arguments[2].equals("heap")) {
                    try (Heap heap = Heap.of(pool)) {
                        new ObservedProgram(pool, new Allocations.OfHeap(heap), rate, count).obey(out);
                    }
                } else {
                    new ObservedProgram(pool, new Allocations.OfPool(pool), rate, count).obey(out);
                }
            }
        });
    }

    private void obey(PrintStream out) throws IOException, InterruptedException {
        threads.forEach(Thread::start);
        while (!loads.stream().allMatch(ObservedLoad::isCalibrated)) {
            Thread.sleep(10);
        }
        say(out, Long.toString(ProcessHandle.current().pid()));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ");
            switch (words[0]) {
                case "measure" -> say(out, measure(Long.parseLong(words[1])).toLine());
                case "page" -> say(out, openPage());
                case "socket" -> say(out, PoolSocket.open(Path.of(words[1])).file().toString());
                case "unpage" -> say(out, closePage());
                default -> throw new IllegalArgumentException("no such order: " + order);
            }
        }
        loads.forEach(ObservedLoad::end);
        for (Thread each : threads) {
            each.join();
        }
        closePage();
    }

    private static void say(PrintStream out, String line) {
        out.println(line);
        out.println(DONE);
        out.flush();
    }

    private Slice measure(long millis) throws InterruptedException {
        Slice before = now();
        Thread.sleep(millis);
        return now().since(before);
    }

    private Slice now() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Slice(
                loads.stream().mapToLong(ObservedLoad::events).sum(),
                system.getProcessCpuTime(),
                threads.stream()
                        .mapToLong(each -> ManagementFactory.getThreadMXBean().getThreadCpuTime(each.threadId()))
                        .sum(),
                System.nanoTime());
    }

    private String openPage() throws IOException {
        CleavePage opened = CleavePage.attach(pool);
        page = opened;
        return Integer.toString(opened.address().getPort());
    }

    private String closePage() {
        if (page != null) {
            page.close();
            page = null;
        }
        return "closed";
    }
}
