package dev.cleave.far;

/**
 * By which way a request goes.
 *
 * @param server the server
 * @param use what the line to it is for
 * @param asking whether the server is to serve a slot that it is only about to have
 */
record Route(Address server, Servers.Use use, boolean asking) {
    /** To the server that has the key. */
    static Route to(Address server, Servers.Use use) {
        return new Route(server, use, false);
    }
}
