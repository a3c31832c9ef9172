package dev.cleave.workshop.show;

import java.util.List;

/**
 * One picture of a story.
 *
 * @param request what is being asked, in plain words
 * @param caption what this step does
 * @param pieces the blocks, lowest first; together all units
 * @param books the allocator's own picture, each line after two characters: blank, {@code + } for a line that is new since
 *     the request, {@code - } for one that is gone
 * @param last whether the request is served with it
 */
public record Frame(String request, String caption, List<Piece> pieces, List<String> books, boolean last) {
    /** Keeps its own lists. */
    public Frame {
        pieces = List.copyOf(pieces);
        books = List.copyOf(books);
    }
}
