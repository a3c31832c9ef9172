package dev.cleave.guard.enclave;

import static dev.cleave.guard.enclave.SlabShape.PAGE_BYTES;

import java.security.GeneralSecurityException;

/**
 * What a page that leaves the budget costs here, in software, and one that comes back.
 *
 * @param sealNanos to seal one: the least of several slices
 * @param openNanos to open one: likewise
 */
public record EnclavePageCosts(double sealNanos, double openNanos) {
    /**
     * Cycles that a page fault costs in hardware, with one page that leaves (EWB) and one that comes
     * (ELDU): Taassori, Shafiee, Balasubramonian, <i>VAULT</i>, ASPLOS 2018.
     */
    public static final long HARDWARE_CYCLES = 40_000;

    private static final int WARM_UP = 20_000;
    private static final int SLICES = 100;
    private static final int SLICE = 50;

    /** Measures them; takes a fraction of a second. */
    public static EnclavePageCosts measure() {
        PageSeal seal = new PageSeal(new byte[PageSeal.KEY_BYTES]);
        byte[] plain = new byte[PAGE_BYTES];
        byte[] sealed = new byte[PageSeal.SEALED_BYTES];
        double least = Double.POSITIVE_INFINITY;
        double leastOpen = Double.POSITIVE_INFINITY;
        long version = 0;
        for (int round = 0; round < SLICES + WARM_UP / SLICE; round++) {
            long start = System.nanoTime();
            for (int each = 0; each < SLICE; each++) {
                seal.seal(1, ++version, plain, sealed);
            }
            long between = System.nanoTime();
            open(seal, version, sealed, plain);
            least = Math.min(least, (double) (between - start) / SLICE);
            leastOpen = Math.min(leastOpen, (double) (System.nanoTime() - between) / SLICE);
        }
        return new EnclavePageCosts(least, leastOpen);
    }

    private static void open(PageSeal seal, long version, byte[] sealed, byte[] plain) {
        try {
            for (int each = 0; each < SLICE; each++) {
                seal.open(1, version, sealed, plain);
            }
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("what was sealed does not open", impossible);
        }
    }
}
