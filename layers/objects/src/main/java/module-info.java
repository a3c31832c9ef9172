/** Objects off the heap: the small are moved so that they lie dense, giants stay where they are. */
module dev.cleave.objects {
    requires transitive dev.cleave.core;
    requires static org.jspecify;

    exports dev.cleave.objects;
}
