package dev.cleave.lab.bench;

import java.util.List;
import java.util.Optional;

/**
 * Processors that are built alike, by the numbers that they tell of themselves: a family and a
 * model on x86, an implementer and a part on Arm.
 *
 * <p>Source: the tables of the Linux kernel ({@code arch/x86/kernel/cpu/amd.c},
 * {@code arch/x86/include/asm/intel-family.h}, {@code arch/arm64/include/asm/cputype.h}).
 *
 * @param maker vendor on x86, implementer on Arm
 * @param family 0 on Arm
 * @param first of the models or parts, which are a row without gaps
 * @param last of them
 * @param name of the microarchitecture, and of the product where that is one
 */
record Microarchitecture(String maker, int family, int first, int last, String name) {
    private static final String AMD = "AuthenticAMD";
    private static final String INTEL = "GenuineIntel";
    private static final String ARM = "0x41";
    private static final int NO_FAMILY = 0;

    private static final List<Microarchitecture> KNOWN = List.of(
            amd(23, 0x00, 0x07, "Zen, Naples"),
            amd(23, 0x08, 0x0f, "Zen+, Pinnacle Ridge"),
            amd(23, 0x10, 0x17, "Zen, Raven Ridge"),
            amd(23, 0x18, 0x1f, "Zen+, Picasso"),
            amd(23, 0x20, 0x2f, "Zen, Dali"),
            amd(23, 0x30, 0x3f, "Zen 2, Rome"),
            amd(23, 0x60, 0x67, "Zen 2, Renoir"),
            amd(23, 0x68, 0x6f, "Zen 2, Lucienne"),
            amd(23, 0x70, 0x7f, "Zen 2, Matisse"),
            amd(23, 0x90, 0x91, "Zen 2, Van Gogh"),
            amd(23, 0xa0, 0xaf, "Zen 2, Mendocino"),
            amd(25, 0x00, 0x07, "Zen 3, Milan"),
            amd(25, 0x08, 0x0f, "Zen 3, Chagall"),
            amd(25, 0x10, 0x17, "Zen 4, Genoa"),
            amd(25, 0x18, 0x1f, "Zen 4, Storm Peak"),
            amd(25, 0x20, 0x2f, "Zen 3, Vermeer"),
            amd(25, 0x40, 0x4f, "Zen 3+, Rembrandt"),
            amd(25, 0x50, 0x5f, "Zen 3, Cezanne"),
            amd(25, 0x60, 0x6f, "Zen 4, Raphael"),
            amd(25, 0x70, 0x7f, "Zen 4, Phoenix"),
            amd(25, 0x90, 0x9f, "Zen 4, MI300A"),
            amd(25, 0xa0, 0xaf, "Zen 4c, Bergamo"),
            amd(26, 0x00, 0x0f, "Zen 5, Turin"),
            amd(26, 0x10, 0x1f, "Zen 5c, Turin Dense"),
            amd(26, 0x20, 0x2f, "Zen 5, Strix Point"),
            amd(26, 0x40, 0x4f, "Zen 5, Granite Ridge"),
            amd(26, 0x60, 0x6f, "Zen 5, Krackan Point"),
            amd(26, 0x70, 0x7f, "Zen 5, Strix Halo"),
            intel(0x2a, "Sandy Bridge"),
            intel(0x2d, "Sandy Bridge server"),
            intel(0x3a, "Ivy Bridge"),
            intel(0x3e, "Ivy Bridge server"),
            intel(0x3c, "Haswell"),
            intel(0x3f, "Haswell server"),
            intel(0x3d, "Broadwell"),
            intel(0x4f, "Broadwell server"),
            intel(0x4e, "Skylake"),
            intel(0x5e, "Skylake"),
            intel(0x55, "Skylake server, Cascade Lake or Cooper Lake"),
            intel(0x8e, "Kaby Lake"),
            intel(0x9e, "Kaby Lake"),
            intel(0xa5, "Comet Lake"),
            intel(0x6a, "Ice Lake server"),
            intel(0x7e, "Ice Lake"),
            intel(0xa7, "Rocket Lake"),
            intel(0x8c, "Tiger Lake"),
            intel(0x8f, "Sapphire Rapids"),
            intel(0xcf, "Emerald Rapids"),
            intel(0xad, "Granite Rapids"),
            intel(0xaf, "Sierra Forest"),
            intel(0x97, "Alder Lake"),
            intel(0x9a, "Alder Lake"),
            intel(0xb7, "Raptor Lake"),
            intel(0xba, "Raptor Lake"),
            intel(0xaa, "Meteor Lake"),
            intel(0xc6, "Arrow Lake"),
            intel(0xbd, "Lunar Lake"),
            part(ARM, 0xd03, "Cortex-A53"),
            part(ARM, 0xd05, "Cortex-A55"),
            part(ARM, 0xd07, "Cortex-A57"),
            part(ARM, 0xd08, "Cortex-A72"),
            part(ARM, 0xd0b, "Cortex-A76"),
            part(ARM, 0xd0c, "Neoverse N1"),
            part(ARM, 0xd40, "Neoverse V1"),
            part(ARM, 0xd49, "Neoverse N2"),
            part(ARM, 0xd4f, "Neoverse V2"),
            part(ARM, 0xd84, "Neoverse V3"),
            part(ARM, 0xd8e, "Neoverse N3"),
            part("0x46", 0x001, "A64FX"),
            part("0x48", 0xd01, "TaiShan V110"),
            part("0x6d", 0xd49, "Azure Cobalt 100, Neoverse N2"),
            part("0x61", 0x022, "Apple M1 Icestorm"),
            part("0x61", 0x023, "Apple M1 Firestorm"),
            part("0xc0", 0xac3, "Ampere-1"),
            part("0xc0", 0xac4, "Ampere-1A"));

    private static Microarchitecture amd(int family, int first, int last, String name) {
        return new Microarchitecture(AMD, family, first, last, name);
    }

    private static Microarchitecture intel(int model, String name) {
        return new Microarchitecture(INTEL, 6, model, model, name);
    }

    private static Microarchitecture part(String implementer, int part, String name) {
        return new Microarchitecture(implementer, NO_FAMILY, part, part, name);
    }

    /** The name for an x86 processor, if it is known. */
    static Optional<String> ofModel(String vendor, int family, int model) {
        return rows(vendor, family, model).stream().map(Microarchitecture::name).findFirst();
    }

    /**
     * The name for an Arm core, if it is known; the implementer as the system writes it, such as
     * {@code 0x41}.
     */
    static Optional<String> ofPart(String implementer, int part) {
        return ofModel(implementer, NO_FAMILY, part);
    }

    /** All rows that these numbers fall into: one at most. */
    static List<Microarchitecture> rows(String maker, int family, int model) {
        return KNOWN.stream()
                .filter(each -> each.maker.equals(maker) && each.family == family && each.first <= model
                        && model <= each.last)
                .toList();
    }
}
