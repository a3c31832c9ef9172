package dev.cleave.guard.enclave;

import static dev.cleave.guard.enclave.SlabShape.PAGE_BYTES;

/**
 * Bytes of metadata that lie on the Java heap, which in an enclave is enclave memory too: for each
 * page that they fill, one frame of the budget is withdrawn. For one thread at a time.
 */
final class MetadataAccount {
    private final Paging paging;
    private long bytes;

    MetadataAccount(Paging paging) {
        this.paging = paging;
    }

    /**
     * So many bytes more.
     *
     * @throws EnclaveFullException where no frame can be withdrawn for them; nothing is charged
     */
    void charge(long more) {
        while ((long) paging.frames().withdrawn() * PAGE_BYTES < bytes + more) {
            paging.withdraw();
        }
        bytes += more;
    }

    /** So many bytes less. */
    void credit(long less) {
        bytes -= less;
        while ((paging.frames().withdrawn() - 1L) * PAGE_BYTES >= bytes && paging.frames().withdrawn() > 0) {
            paging.frames().restore();
        }
    }

    long bytes() {
        return bytes;
    }
}
