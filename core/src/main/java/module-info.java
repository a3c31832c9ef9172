/** The buddy space, real memory under it, and arenas over that. */
module dev.cleave.core {
    requires jdk.jfr;
    requires static org.jspecify;

    exports dev.cleave.arena;
    exports dev.cleave.buddy;
    exports dev.cleave.heap;
    exports dev.cleave.memory;
}
