/** Every published buddy algorithm behind one contract, for learning and racing. */
module dev.cleave.workshop {
    requires transitive dev.cleave.core;
    requires static org.jspecify;

    exports dev.cleave.workshop;
    exports dev.cleave.workshop.contract;
    exports dev.cleave.workshop.kit;
    exports dev.cleave.workshop.linux;
    exports dev.cleave.workshop.show;
}
