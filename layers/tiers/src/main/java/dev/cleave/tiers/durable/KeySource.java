package dev.cleave.tiers.durable;

/** What knows the key of an encrypted heap: asked once, when the heap is opened. */
@FunctionalInterface
public interface KeySource {
    /**
     * The key.
     *
     * @param heap the heap's name: the path of its file
     * @return 32 bytes that nobody can guess, not a password; they are overwritten with zeroes
     *     after use, so give a copy
     */
    byte[] key(String heap);
}
