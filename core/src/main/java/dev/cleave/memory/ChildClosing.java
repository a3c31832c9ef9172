package dev.cleave.memory;

import dev.cleave.memory.Children.Child;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The end of a child: its account is closed, unless blocks are held. The account says in one step
 * that nothing is held and that nothing can be any more. So of a closing and a request that meet,
 * either the request is served and the closing refused, or the other way round.
 */
final class ChildClosing extends Closing {
    private final Child child;
    private final Blocks blocks;
    private final @Nullable AllocationSites sites;
    private final PoolLife life;
    private final Runnable leave;

    /**
     * @param life the child's
     * @param leave takes the child out of its pool; called under the lock
     */
    ChildClosing(
            Child child,
            Blocks blocks,
            @Nullable AllocationSites sites,
            PoolLife life,
            SturdyLock lock,
            Runnable leave) {
        super(life, lock);
        this.child = child;
        this.blocks = blocks;
        this.sites = sites;
        this.life = life;
        this.leave = leave;
    }

    @Override
    @Nullable
    LeaseReport close(boolean abandoning) {
        child.spares().drain();
        LeaseReport held = null;
        if (!child.account().close()) {
            held = report();
            if (!abandoning) {
                throw refusal(held);
            }
            child.account().abandon();
        }
        life.endClosing(true);
        leave.run();
        return held;
    }

    private LeaseReport report() {
        BlockTally held = new BlockTally(sites);
        blocks.forEach((address, byteSize, leased) -> held.add(address, byteSize, child.account().name()));
        return held.report(child.account().fullName());
    }

    private IllegalStateException refusal(LeaseReport held) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
                "pool %s holds %,d bytes in %,d blocks, or in requests under way", child.account().fullName(),
                child.account().heldBytes(), held.blocks()));
        return new IllegalStateException(held.tell(text) + System.lineSeparator()
                + "free those, and close the arenas and heaps over it, before this child;"
                + " or abandon them by closeAbandoning()");
    }
}
