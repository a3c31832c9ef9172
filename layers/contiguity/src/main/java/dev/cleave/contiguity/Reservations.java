package dev.cleave.contiguity;

import java.util.ArrayList;
import java.util.List;

/**
 * The reservations of some movable blocks: those that are open, and the counts of those that were
 * closed, which are kept by nobody else. Any thread may call at any time.
 */
final class Reservations {
    private final List<Reservation> open = new ArrayList<>();
    private ReservationUsage closed = ReservationUsage.NONE;

    synchronized void add(Reservation reservation) {
        open.add(reservation);
    }

    /** A reservation could not be opened. */
    synchronized void drop(Reservation reservation) {
        open.remove(reservation);
    }

    /** A reservation was closed. */
    synchronized void forget(Reservation reservation) {
        if (open.remove(reservation)) {
            closed = closed.plus(reservation.usage());
        }
    }

    /** Those that are open now. */
    synchronized List<Reservation> open() {
        return List.copyOf(open);
    }

    /** All together: bytes of those that are open, counts of the others too. */
    synchronized ReservationUsage usage() {
        return open.stream().map(Reservation::usage).reduce(closed, ReservationUsage::plus);
    }
}
