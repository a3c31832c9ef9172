/** The {@code cleave} command line. */
module dev.cleave.cli {
    requires dev.cleave.lab;
    requires info.picocli;
    requires static org.jspecify;
    requires me.tongfei.progressbar;

    opens dev.cleave.cli to info.picocli;
}
