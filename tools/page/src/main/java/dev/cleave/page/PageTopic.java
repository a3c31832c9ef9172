package dev.cleave.page;

/**
 * Something that a page answers questions about, under {@code /api/NAME/}. It may be asked by
 * several threads at once.
 */
public interface PageTopic {
    /** Its name in addresses: small letters and hyphens. */
    String name();

    /**
     * Answers a request: with maps, lists, strings, numbers, booleans and nulls, which become JSON;
     * or with a {@link PageFile}.
     *
     * @throws PageRefusal where the request is not as it must be, or not allowed
     */
    Object answer(PageRequest request) throws PageRefusal;
}
