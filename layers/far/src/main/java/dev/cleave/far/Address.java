package dev.cleave.far;

/**
 * Where a server listens.
 *
 * @param host a name or a number
 * @param port of TCP
 */
record Address(String host, int port) {
    /** As errors and figures name it. */
    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
