package dev.cleave.guard;

/**
 * Somebody who can give memory of a tenant back that it borrowed: it is asked when another tenant
 * wants what is its due. Called by that one's thread, without any lock; several threads may call it
 * at once. What it throws reaches whoever asked, as from a pressure listener.
 */
@FunctionalInterface
public interface Reclaimer {
    /** Frees blocks of the tenant until this many bytes, in whole pageblocks, are free of it. */
    void giveBack(Tenant tenant, long byteSize);
}
