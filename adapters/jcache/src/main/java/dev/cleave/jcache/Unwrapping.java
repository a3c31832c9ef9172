package dev.cleave.jcache;

/** What {@code unwrap} answers. */
final class Unwrapping {
    private Unwrapping() {}

    /**
     * The first of some objects that is of a type.
     *
     * @throws IllegalArgumentException where none is
     */
    static <T> T unwrap(Class<T> type, Object... candidates) {
        for (Object each : candidates) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
        }
        throw new IllegalArgumentException(
                "a " + candidates[0].getClass().getTypeName() + " is no " + type.getTypeName());
    }
}
