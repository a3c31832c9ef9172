package dev.cleave.page;

import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolSnapshot;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Settings for a {@link CleavePage}. For one thread. */
public final class CleavePageBuilder {
    private final @Nullable Pool pool;
    private final @Nullable PoolSnapshot snapshot;
    private final List<ToldPool> told;
    private final List<Heap> heaps = new ArrayList<>();
    private final List<PageTopic> topics = new ArrayList<>();
    private @Nullable MovableBlocks movable;
    private InetAddress address = InetAddress.getLoopbackAddress();
    private int port;
    private boolean actions;

    /** For a page without a pool. */
    CleavePageBuilder() {
        pool = null;
        snapshot = null;
        told = List.of();
    }

    CleavePageBuilder(Pool pool) {
        this.pool = Objects.requireNonNull(pool, "pool");
        snapshot = null;
        told = List.of();
    }

    CleavePageBuilder(PoolSnapshot snapshot) {
        pool = null;
        this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
        told = List.of();
    }

    CleavePageBuilder(List<? extends ToldPool> pools) {
        if (pools.isEmpty()) {
            throw new IllegalArgumentException("a page on no pool of another JVM: name one at least");
        }
        pool = null;
        snapshot = null;
        told = List.copyOf(pools);
    }

    /**
     * The port; 0, the usual, for a free one.
     *
     * @throws IllegalArgumentException where it is none: 0 to 65,535
     */
    public CleavePageBuilder port(int number) {
        if (number < 0 || number > 65_535) {
            throw new IllegalArgumentException("port " + number + ": must be 0 to 65535");
        }
        port = number;
        return this;
    }

    /**
     * The address to listen on; loopback unless told. On any other, whoever comes needs the
     * {@linkplain CleavePage#token() token}. What is sent is not encrypted.
     */
    public CleavePageBuilder bind(InetAddress newAddress) {
        address = Objects.requireNonNull(newAddress, "address");
        return this;
    }

    /**
     * Whether whoever looks may act: trim the pool, and what {@linkplain #topic topics} offer. Not
     * unless told.
     */
    public CleavePageBuilder allowActions(boolean allowed) {
        actions = allowed;
        return this;
    }

    /**
     * The movable blocks of the pool: the map tells what can move, and the page what compaction
     * would cost.
     *
     * @throws IllegalArgumentException where they are of another pool
     */
    public CleavePageBuilder movable(MovableBlocks blocks) {
        requireOf(blocks.pool(), "movable blocks");
        movable = blocks;
        return this;
    }

    /**
     * A heap over the pool: the page tells its classes, stranded bytes and leaks.
     *
     * @throws IllegalArgumentException where it is over another pool
     */
    public CleavePageBuilder heap(Heap heap) {
        requireOf(heap.pool(), "heap");
        heaps.add(heap);
        return this;
    }

    private void requireOf(Pool other, String what) {
        if (pool == null || other != pool && !other.parent().equals(java.util.Optional.of(pool))) {
            throw new IllegalArgumentException("a " + what + " of pool " + other.name() + ": the page is on "
                    + (pool == null ? "no pool of this JVM" : pool.name()));
        }
    }

    /**
     * Something more that the page answers.
     *
     * @throws IllegalArgumentException where its name is not as it must be, or taken
     */
    public CleavePageBuilder topic(PageTopic topic) {
        String name = topic.name();
        if (!name.matches("[a-z][a-z-]{0,31}") || name.equals("pool")
                || topics.stream().anyMatch(each -> each.name().equals(name))) {
            throw new IllegalArgumentException("a topic called '" + name
                    + "': small letters and hyphens, each name once, and not pool");
        }
        topics.add(topic);
        return this;
    }

    /**
     * Opens the page.
     *
     * @throws IOException where the port cannot be opened; nothing is left behind
     * @throws IllegalStateException where the pool is closed
     */
    public CleavePage open() throws IOException {
        EventLog events = new EventLog();
        ShownPools pools = new ShownPools();
        if (pool != null) {
            pools.add(new LivePool(pool, movable, heaps), events);
        } else if (snapshot != null) {
            pools.add(new SavedPool(snapshot, 0), events);
        }
        told.forEach(each -> pools.add(new DistantPool(each), new EventLog()));
        PageServer server;
        try {
            server = new PageServer(new InetSocketAddress(address, port), actions, topics, pools);
        } catch (BindException taken) {
            throw new BindException("port " + port + " of " + address.getHostAddress() + " cannot be opened: "
                    + taken.getMessage() + "; another program may have it: choose another, or 0 for a free one");
        }
        return new CleavePage(server, pools, host(), listen(events));
    }

    /** Notes requests that find no room; answers what ends that. */
    private Runnable listen(EventLog events) {
        Pool watched = pool;
        if (watched == null) {
            return () -> {};
        }
        PressureWatch pressure = new PressureWatch(events, System::nanoTime);
        watched.addPressureListener(pressure);
        return () -> watched.removePressureListener(pressure);
    }

    private String host() {
        String name = address.isAnyLocalAddress()
                ? InetAddress.getLoopbackAddress().getHostAddress()
                : address.getHostAddress();
        return name.contains(":") ? "[" + name.replaceFirst("%.*", "") + "]" : name;
    }
}
