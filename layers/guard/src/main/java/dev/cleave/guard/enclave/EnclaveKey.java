package dev.cleave.guard.enclave;

/** What knows the key that pages are sealed with: asked once, when the pool is opened. */
@FunctionalInterface
public interface EnclaveKey {
    /**
     * The key.
     *
     * @return 32 bytes that nobody can guess, not a password; they are overwritten with zeroes after
     *     use, so give a copy
     */
    byte[] key();
}
