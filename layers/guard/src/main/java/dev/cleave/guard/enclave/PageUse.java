package dev.cleave.guard.enclave;

/**
 * What a run of pages is used for: a slab of small objects, one large object, or nothing any more.
 */
sealed interface PageUse permits Slab, LargeObject, Leaving {
    /** The first page of the run. */
    int firstPage();

    /** Pages of the run. */
    int pages();

    /** Bytes on the Java heap that this takes. */
    long tableBytes();
}
