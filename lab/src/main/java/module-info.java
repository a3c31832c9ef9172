/** Traces, replay, experiments, charts and reports. */
module dev.cleave.lab {
    requires transitive dev.cleave.core;
    requires static org.jspecify;
    requires VectorGraphics2D;
    requires com.fasterxml.jackson.databind;
    requires java.desktop;
    requires java.management;
    requires jdk.management;
    requires xchart;

    exports dev.cleave.lab.chart;
    exports dev.cleave.lab.map;
    exports dev.cleave.lab.replay;
    exports dev.cleave.lab.trace;
}
