package dev.cleave.examples.attacked;

import dev.cleave.guard.Guard;
import dev.cleave.guard.TenantLimits;
import dev.cleave.memory.Pool;
import java.util.Locale;

/** How a server divides its pool among those who use it. */
enum Defence {
    /** Each may have so many bytes, which lie wherever the pool has them. */
    CAPS {
        @Override
        Division over(Pool pool) {
            return pool::child;
        }
    },
    /** Each is a tenant, whose bytes lie in pageblocks of its own. */
    GUARD {
        @Override
        Division over(Pool pool) {
            Guard guard = Guard.over(pool);
            return (name, share) -> guard.tenant(name, TenantLimits.share(share)).pool();
        }
    };

    /** A way to divide a pool. */
    @FunctionalInterface
    interface Division {
        /** The pool from which somebody allocates who may have so many bytes. */
        Pool part(String name, long shareBytes);
    }

    /** Divides a pool of which nothing is allocated yet. */
    abstract Division over(Pool pool);

    /** As it is typed and shown. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
