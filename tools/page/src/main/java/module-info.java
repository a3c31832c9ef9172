/** A live page of a pool. */
module dev.cleave.page {
    requires transitive dev.cleave.contiguity;
    requires com.fasterxml.jackson.databind;
    requires jdk.httpserver;
    requires static org.jspecify;

    exports dev.cleave.page;
}
