package dev.cleave.guard.enclave;

import java.util.List;

/**
 * What an enclave pool holds, and what it has done. Bytes unless said otherwise.
 *
 * @param reservedBytes that the hardware sets aside
 * @param usableBytes of them that pages may have: the budget
 * @param capacityBytes of all pages, those outside too
 * @param askedBytes that live objects asked for
 * @param objectBytes of their slots and whole pages
 * @param heldBytes of all pages in use, tails and free slots of slabs among them
 * @param metadataBytes of the budget that hold no objects: tables, and the versions that are inside
 * @param frames of the budget that pages may be in
 * @param freeFrames of them that are free
 * @param pinnedFrames of them that are pinned
 * @param versionPages frames that hold versions of pages
 * @param evictions pages that were sealed and left the budget
 * @param loads pages that were opened and came back
 * @param tamperedPages found when they should have come back
 * @param lostPages that cannot be used again, as their versions were tampered with
 * @param classChanges how often the size classes were changed
 * @param placementBits the mean entropy of a placement
 * @param classes what each size class holds
 */
public record EnclaveUsage(
        long reservedBytes, long usableBytes, long capacityBytes, long askedBytes, long objectBytes, long heldBytes,
        long metadataBytes, int frames, int freeFrames, int pinnedFrames, int versionPages,
        long evictions, long loads, long tamperedPages, long lostPages, long classChanges, double placementBits,
        List<EnclaveClassUsage> classes) {

    /** Keeps a copy of the classes. */
    public EnclaveUsage {
        classes = List.copyOf(classes);
    }

    /** Internal waste: bytes that live objects hold and did not ask for, tails of slabs among them. */
    public long wasteBytes() {
        return classes.stream().mapToLong(EnclaveClassUsage::wasteBytes).sum();
    }

    /** Internal waste as a share of what live objects hold: 0 to 1. */
    public double wasteShare() {
        long waste = wasteBytes();
        return waste == 0 ? 0 : (double) waste / (askedBytes + waste);
    }
}
