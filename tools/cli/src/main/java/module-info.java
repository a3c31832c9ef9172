/** The {@code cleave} command line. */
module dev.cleave.cli {
    requires dev.cleave.lab;
    requires dev.cleave.page;
    requires info.picocli;
    requires java.management;
    requires jdk.management;
    requires me.tongfei.progressbar;
    requires org.jline.terminal;
    requires static org.jspecify;

    uses dev.cleave.lab.fleet.FleetEngine;

    opens dev.cleave.cli to
            info.picocli;
}
