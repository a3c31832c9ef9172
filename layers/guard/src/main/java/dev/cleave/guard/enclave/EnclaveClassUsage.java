package dev.cleave.guard.enclave;

/**
 * What objects of one class hold, and what of it is waste.
 *
 * @param slotBytes of the class; 0 for the whole pages of objects that are larger than one
 * @param objects that are live
 * @param askedBytes that they asked for
 * @param objectBytes of their slots or whole pages
 * @param slabs of the class
 * @param tailBytes behind the last slots of its slabs
 * @param slabBytes of its slabs
 */
public record EnclaveClassUsage(
        int slotBytes, long objects, long askedBytes, long objectBytes, long slabs, long tailBytes, long slabBytes) {

    /** Internal waste: bytes that live objects hold and did not ask for, tails of slabs among them. */
    public long wasteBytes() {
        return objectBytes - askedBytes + tailBytes;
    }

    /** Bytes of slots that are free: nothing but this class can use them. */
    public long freeSlotBytes() {
        return slabBytes == 0 ? 0 : slabBytes - tailBytes - objectBytes;
    }
}
