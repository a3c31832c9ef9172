/** The {@code cleave} command line. */
module dev.cleave.cli {
    requires dev.cleave.lab;
    requires static org.jspecify;
}
