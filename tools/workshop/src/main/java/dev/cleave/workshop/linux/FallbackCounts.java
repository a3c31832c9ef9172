package dev.cleave.workshop.linux;

/**
 * How often requests were served from pages of another mobility, since the space was opened.
 *
 * @param events requests for which no block of their own mobility was left: the kernel's {@code mm_page_alloc_extfrag}
 * @param fragmenting those of them that were served from less than a whole pageblock, so that it may hold two kinds now
 * @param convertedPageblocks pageblocks that changed their mobility for such a request
 */
public record FallbackCounts(long events, long fragmenting, long convertedPageblocks) {}
