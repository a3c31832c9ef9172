package dev.cleave.tiers.durable;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Which transaction has what in hand: objects by their handles, roots by their names. A claim holds
 * from a transaction's first use to its end, and nobody waits for one.
 */
final class Claims {
    private final ConcurrentHashMap<Object, Object> owners = new ConcurrentHashMap<>();

    /**
     * Claims an object or a root for a transaction, which may have it already.
     *
     * @throws ConflictException where another one has it; nothing is changed
     */
    void claim(Object what, Object transaction, String words) {
        Object owner = owners.putIfAbsent(what, transaction);
        if (owner != null && !owner.equals(transaction)) {
            throw new ConflictException(words + " is in the hands of another transaction: go on without it, or end"
                    + " this transaction and begin again");
        }
    }

    void release(Object what) {
        owners.remove(what);
    }
}
