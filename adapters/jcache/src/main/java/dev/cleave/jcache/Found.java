package dev.cleave.jcache;

/**
 * What was found of a key. The value is read from its held form by each who asks for it.
 *
 * @param deadline by the clock of {@link HeldEntries}
 */
record Found<V>(Form<V> form, Object held, long deadline) {
    V value() {
        return form.read(held);
    }
}
