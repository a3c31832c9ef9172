/**
 * Traces, replay, experiments, charts and reports; and the peers that Cleave is measured beside.
 */
@SuppressWarnings("module") // those that a package is exported to are compiled later
module dev.cleave.lab {
    requires transitive dev.cleave.cache;
    requires transitive dev.cleave.contiguity;
    requires transitive dev.cleave.far;
    requires transitive dev.cleave.gpu;
    requires transitive dev.cleave.guard;
    requires transitive dev.cleave.netty;
    requires transitive dev.cleave.objects;
    requires transitive dev.cleave.plan;
    requires transitive dev.cleave.tiers;
    requires transitive dev.cleave.workshop;
    requires transitive com.fasterxml.jackson.databind;
    requires com.github.benmanes.caffeine;
    requires ehcache;
    requires HdrHistogram;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.transport;
    requires java.desktop;
    requires java.management;
    requires java.management.rmi;
    requires jdk.attach;
    requires jdk.jfr;
    requires jdk.management;
    requires jdk.management.jfr;
    requires jdk.unsupported;
    requires mapdb;
    requires ohc.core;
    requires org.lwjgl;
    requires org.lwjgl.jemalloc;
    requires org.lwjgl.rpmalloc;
    requires org.lwjgl.vma;
    requires org.lwjgl.vulkan;
    requires static transitive org.jspecify;
    requires VectorGraphics2D;
    requires xchart;

    exports dev.cleave.lab;
    exports dev.cleave.lab.attach;
    exports dev.cleave.lab.bench;
    exports dev.cleave.lab.chart;
    exports dev.cleave.lab.device;
    exports dev.cleave.lab.experiment;
    exports dev.cleave.lab.experiment.sweep;
    exports dev.cleave.lab.far;
    exports dev.cleave.lab.fleet;
    exports dev.cleave.lab.gpu;
    exports dev.cleave.lab.heap;
    exports dev.cleave.lab.imports;
    exports dev.cleave.lab.jvm to
            dev.cleave.cli;
    exports dev.cleave.lab.jfr;
    exports dev.cleave.lab.map;
    exports dev.cleave.lab.peer;
    exports dev.cleave.lab.plan;
    exports dev.cleave.lab.race;
    exports dev.cleave.lab.replay;
    exports dev.cleave.lab.report;
    exports dev.cleave.lab.sweep;
    exports dev.cleave.lab.trace;
}
