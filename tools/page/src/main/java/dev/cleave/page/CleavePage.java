package dev.cleave.page;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolSnapshot;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A page in the browser that shows a pool as it lives.
 *
 * <pre>{@code
 * CleavePage page = CleavePage.attach(pool);
 * System.out.println(page.address());
 * }</pre>
 *
 * <p>Unless told otherwise it listens on loopback alone, at a free port, and only looks. Its
 * threads are daemons; it ends with {@link #close()}, and leaves the pool as it was. A page whose
 * pool is closed goes on, and says so.
 *
 * <p><strong>Cost.</strong> While nobody looks: the pool's {@linkplain Pool#usage() figures} every
 * half second, or less often where they take long, at most a quarter of a percent of a processor;
 * and some 5 MiB of the Java heap. What whoever looks asks for adds at most half a percent, and
 * what it takes to send it. A request of the program that finds no room is noted, at most one a
 * second.
 *
 * <p><strong>Threads.</strong> Any thread may call anything.
 */
public final class CleavePage implements AutoCloseable {
    private final PageServer server;
    private final ShownPools pools;
    private final URI address;
    private final Runnable detach;

    CleavePage(PageServer server, ShownPools pools, String host, Runnable detach) {
        this.server = server;
        this.pools = pools;
        this.detach = detach;
        address = URI.create("http://" + host + ":" + server.port() + "/");
        pools.start();
        server.start();
    }

    /**
     * Opens a page on a pool, with usual settings.
     *
     * @throws IOException where no port can be opened
     */
    public static CleavePage attach(Pool pool) throws IOException {
        return of(pool).open();
    }

    /** Settings for a page on a pool. */
    public static CleavePageBuilder of(Pool pool) {
        return new CleavePageBuilder(pool);
    }

    /** Settings for a page on what a snapshot kept. */
    public static CleavePageBuilder of(PoolSnapshot snapshot) {
        return new CleavePageBuilder(snapshot);
    }

    /**
     * Settings for a page on pools of another JVM: the first is shown, the others can be chosen on
     * it.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static CleavePageBuilder of(List<? extends ToldPool> pools) {
        return new CleavePageBuilder(pools);
    }

    /** Settings for a page without a pool: it shows what {@linkplain CleavePageBuilder#topic topics} tell. */
    public static CleavePageBuilder withoutPool() {
        return new CleavePageBuilder();
    }

    /** Where it is to be found, without a token. */
    public URI address() {
        return address;
    }

    /**
     * What those who come from a network need: {@code ?token=…} behind the address. Empty on
     * loopback.
     */
    public Optional<String> token() {
        return server.door().token();
    }

    /** Ends the page; closing twice does nothing. */
    @Override
    public void close() {
        pools.close();
        server.close();
        detach.run();
    }
}
