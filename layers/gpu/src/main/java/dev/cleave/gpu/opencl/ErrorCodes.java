package dev.cleave.gpu.opencl;

import java.util.Map;
import org.lwjgl.opencl.CL10;

/** What OpenCL's calls return: success, or the code of an error. */
final class ErrorCodes {
    /** What the loader of OpenCL's libraries answers where there is no platform. */
    static final int PLATFORM_NOT_FOUND = -1001;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(-1, "no such device"), Map.entry(-2, "device not available"),
            Map.entry(-3, "compiler not available"), Map.entry(-4, "out of device memory (CL_MEM_OBJECT_ALLOCATION)"),
            Map.entry(-5, "out of resources"), Map.entry(-6, "out of host memory"),
            Map.entry(-8, "copied ranges overlap"), Map.entry(-11, "the program does not compile"),
            Map.entry(-13, "misaligned sub-buffer"), Map.entry(-14, "a command that was waited for failed"),
            Map.entry(-30, "invalid value"), Map.entry(-34, "invalid context"), Map.entry(-36, "invalid queue"),
            Map.entry(-38, "invalid buffer"), Map.entry(-43, "invalid build options"),
            Map.entry(-44, "invalid program"), Map.entry(-45, "the program was not built"),
            Map.entry(-46, "no kernel of that name"), Map.entry(-48, "invalid kernel"),
            Map.entry(-49, "the kernel has no argument of that index"), Map.entry(-50, "invalid argument value"),
            Map.entry(-51, "the argument has another size"), Map.entry(-52, "an argument of the kernel is not set"),
            Map.entry(-54, "invalid work-group size"), Map.entry(-55, "invalid work-item size"),
            Map.entry(-61, "invalid buffer size"), Map.entry(-63, "invalid global work size"),
            Map.entry(PLATFORM_NOT_FOUND, "no platform"));

    private ErrorCodes() {}

    /**
     * Lets success pass.
     *
     * @param action what was tried, as a message begins with it
     * @throws OpenClException for any other code
     */
    static void require(int code, String action) {
        if (code != CL10.CL_SUCCESS) {
            throw new OpenClException(
                    action + ": " + NAMES.getOrDefault(code, "OpenCL refused") + " (error " + code + ")", code);
        }
    }
}
