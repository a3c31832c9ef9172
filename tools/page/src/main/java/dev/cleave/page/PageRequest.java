package dev.cleave.page;

import java.util.Map;
import java.util.Optional;

/**
 * What is asked of a {@link PageTopic}.
 *
 * @param changes whether it is to change something: a POST; else a GET
 * @param path what follows the topic's name in the address; empty where nothing does
 * @param parameters by name, decoded
 * @param actions whether the page may act on the program that it shows
 */
public record PageRequest(boolean changes, String path, Map<String, String> parameters, boolean actions) {
    /** Keeps a copy of the parameters. */
    public PageRequest {
        parameters = Map.copyOf(parameters);
    }

    /** A parameter, if it was given. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /**
     * A whole number.
     *
     * @throws PageRefusal where it is missing, no number, or out of its range
     */
    public long number(String name, long least, long most) throws PageRefusal {
        String text =
                text(name).orElseThrow(() -> PageRefusal.bad("the parameter " + name + " is missing: a number from "
                        + least + " to " + most));
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException none) {
            // said below
        }
        throw PageRefusal
                .bad(name + " '" + shortened(text) + "': must be a whole number from " + least + " to " + most);
    }

    /** As {@link #number}, where it may be missing. */
    public long number(String name, long least, long most, long unlessGiven) throws PageRefusal {
        return parameters.containsKey(name) ? number(name, least, most) : unlessGiven;
    }

    /**
     * Refuses what would only look where something is to be changed, and the other way round.
     *
     * @throws PageRefusal with 405
     */
    public void require(boolean change) throws PageRefusal {
        if (change != changes) {
            throw new PageRefusal(405, "'" + path + "' is asked for with " + (change ? "POST" : "GET"));
        }
    }

    /**
     * Refuses an action on the program where none is allowed.
     *
     * @throws PageRefusal with 403, or 405 where it is no POST
     */
    public void requireActions() throws PageRefusal {
        require(true);
        if (!actions) {
            throw new PageRefusal(403, "this page only looks: open it with --allow-actions, or allowActions(true)");
        }
    }

    /** What is said where a topic has no such path: 404. */
    public PageRefusal unknown() {
        return new PageRefusal(404, "there is nothing called '" + shortened(path) + "' here");
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
