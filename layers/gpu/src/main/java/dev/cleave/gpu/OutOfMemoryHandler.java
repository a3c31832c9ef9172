package dev.cleave.gpu;

/** The last one to be asked before a request fails. */
@FunctionalInterface
public interface OutOfMemoryHandler {
    /**
     * Makes room, if it can: frees, waits for the device, closes a level of the game. Called by the
     * thread whose request is about to fail, with no lock held.
     *
     * @param request what was asked for
     * @param attempt how often it was asked already for this request, from 0
     * @return whether to try once more; it is asked at most eight times a request
     */
    boolean makeRoom(AllocationRequest request, int attempt);
}
