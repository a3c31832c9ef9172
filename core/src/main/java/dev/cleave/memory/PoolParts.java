package dev.cleave.memory;

import dev.cleave.memory.Children.Child;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a pool is made of: what it shares with its children, and what each of them has of its own.
 * Only here is it seen how the parts hang together.
 *
 * @param shared the memory and the books
 * @param child null for a pool that is nobody's child
 */
record PoolParts(
        SharedParts shared,
        @Nullable Child child,
        Units units,
        PoolLife life,
        BlockCounters counters,
        FailureCount failures,
        Blocks blocks,
        SpareLeases spares,
        Requests requests,
        Placement placement,
        Leases leases,
        SpaceFigures poolFigures,
        Figures figures,
        Closing closing) {
    /** The parts of a pool of its own. */
    static PoolParts of(SharedParts shared, Relief relief) {
        Units units = shared.units();
        PoolLife life = new PoolLife(units.name(), shared.lock());
        BlockCounters counters = new BlockCounters(shared.space().stripes());
        FailureCount failures = new FailureCount(null);
        Blocks blocks = new Blocks(units, shared, counters, null);
        SpareLeases spares = new SpareLeases(shared.space().stripes(), address -> blocks.free(address, true), null);
        SpaceFigures figures = new SpaceFigures(units, shared, spares);
        PressureSearch pressure = new PressureSearch(units, shared.space(), life, shared.search(),
                shared.footprint().purge(), spares, relief, failures,
                (byteSize, count) -> figures.exhausted(null, byteSize, count), null);
        Requests requests = new Requests(life, shared.search(), pressure, null, null);
        Placement placement = new Placement(units, requests, blocks);
        Leases leases = new Leases(units, life, requests, placement, blocks, spares, shared.sites());
        Closing closing = new PoolClosing(life, shared.lock(), shared.region(), spares, shared.book(), leases);
        return new PoolParts(shared, null, units, life, counters, failures, blocks, spares, requests, placement, leases,
                figures, figures, closing);
    }

    /**
     * The parts of a child of this pool, which is one by {@link #join} only; under the lock.
     *
     * @param relief whom it asks where the pool is full
     * @param own whom it asks at its cap
     */
    PoolParts ofChild(ChildAccount account, Relief relief, Relief own) {
        Units named = units.named(account.fullName());
        PoolLife childLife = life.ofChild(account.fullName());
        BlockCounters childCounters = new BlockCounters(shared.space().stripes(), counters);
        FailureCount childFailures = new FailureCount(failures);
        Blocks childBlocks = new Blocks(named, shared, childCounters, account);
        SpareBlocks spareBlocks = new SpareBlocks(shared.space(), shared.footprint(), account);
        SpareLeases childSpares = new SpareLeases(shared.space().stripes(),
                address -> childBlocks.free(address, true), spareBlocks);
        ChildFigures childFigures =
                new ChildFigures(named, account, childSpares, childBlocks, shared.sites(), poolFigures);
        BlockSearch search = shared.search().with(account.rules());
        PressureSearch pressure = new PressureSearch(named, shared.space(), childLife, search,
                shared.footprint().purge(), spares, relief, childFailures,
                (byteSize, count) -> poolFigures.exhausted(account, byteSize, count),
                account.rules() == null
                        ? null
                        : new PressureSearch.OfChild(childSpares, own,
                                (byteSize, count) -> poolFigures.exhaustedBesideSpares(account, byteSize, count)));
        Requests childRequests = new Requests(childLife, search, pressure,
                new Admission(named, account, childSpares, own, childFailures, childFigures::overCap),
                spareBlocks);
        Placement childPlacement = new Placement(named, childRequests, childBlocks);
        Child made = new Child(account, childCounters, childFailures, childSpares, spareBlocks);
        return new PoolParts(shared, made, named, childLife, childCounters, childFailures, childBlocks, childSpares,
                childRequests, childPlacement,
                new Leases(named, childLife, childRequests, childPlacement, childBlocks, childSpares, shared.sites()),
                poolFigures, childFigures,
                new ChildClosing(made, childBlocks, shared.sites(), childLife, shared.lock(),
                        () -> leave(made, childLife)));
    }

    /** From now on the parts are those of a child of this pool; under the lock. */
    void join(PoolParts joining) {
        Child joined = Objects.requireNonNull(joining.child, "child");
        boolean done = false;
        try {
            life.join(joining.life);
            spares.join(joining.spares);
            shared.children().join(joined);
            done = true;
        } finally {
            if (!done) {
                life.leave(joining.life);
                spares.leave(joining.spares);
            }
        }
    }

    private void leave(Child left, PoolLife ended) {
        life.leave(ended);
        spares.leave(left.spares());
        shared.children().leave(left);
    }

    /** The most bytes that can be held at once. */
    long cap() {
        return child == null
                ? units.capacity()
                : Math.min(units.capacity(), units.bytes(child.account().capUnits()));
    }

    /** Bytes of metadata beside the memory; of a child those of its own. */
    long metadataBytes() {
        return child != null
                ? child.byteSize()
                : shared.space().metadataBytes() + shared.book().byteSize() + shared.footprint().byteSize()
                        + shared.children().byteSize() + counters.byteSize() + spares.byteSize();
    }
}
