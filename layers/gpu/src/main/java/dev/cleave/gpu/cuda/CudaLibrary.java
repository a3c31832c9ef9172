package dev.cleave.gpu.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.cleave.gpu.NoDeviceException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/** The library of CUDA's driver, which comes with the card's driver and not with CUDA's tools. */
final class CudaLibrary {
    /** Where it is looked for, as the system's loader finds libraries. */
    static final List<String> NAMES = List.of("libcuda.so.1", "libcuda.so", "nvcuda.dll");

    private final SymbolLookup symbols;
    private final String name;

    private CudaLibrary(SymbolLookup symbols, String name) {
        this.symbols = symbols;
        this.name = name;
    }

    /**
     * Loads the first of these libraries that is here; it stays loaded.
     *
     * @throws NoDeviceException when none is
     */
    static CudaLibrary load(List<String> names) {
        for (String each : names) {
            Optional<SymbolLookup> found = find(each);
            if (found.isPresent()) {
                return new CudaLibrary(found.get(), each);
            }
        }
        throw new NoDeviceException(
                "no CUDA here: the driver's library is missing (looked for " + String.join(", ", names)
                        + "); it comes with NVIDIA's driver for the card");
    }

    private static Optional<SymbolLookup> find(String name) {
        try {
            return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException missing) {
            return Optional.empty();
        }
    }

    /**
     * A function that answers a result of the driver's.
     *
     * @throws NoDeviceException when the library is older than the function
     */
    MethodHandle function(String symbol, MemoryLayout... arguments) {
        return symbols.find(symbol)
                .map(address -> Linker.nativeLinker().downcallHandle(address,
                        FunctionDescriptor.of(JAVA_INT, arguments)))
                .orElseThrow(() -> new NoDeviceException(name + " has no " + symbol
                        + ": the driver is too old, CUDA 11.0 or newer is needed"));
    }
}
