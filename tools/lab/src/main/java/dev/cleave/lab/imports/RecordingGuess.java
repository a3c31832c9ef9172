package dev.cleave.lab.imports;

import dev.cleave.lab.trace.TraceInput;
import java.util.Arrays;
import java.util.Optional;

/** Finds out what kind of recording a file is, by reading its beginning as each of them. */
public final class RecordingGuess {
    private RecordingGuess() {}

    /**
     * The format that the beginning of a file fits, if there is one: lines that make sense and hold
     * an allocation, or chunks of the Flight Recorder. Standard input is not read.
     */
    public static Optional<ImportFormat> of(String file) {
        return TraceInput.isStandardInput(file)
                ? Optional.empty()
                : Arrays.stream(ImportFormat.values())
                        .filter(each -> each.importer().fits(new ImportSource(each, file)))
                        .findFirst();
    }
}
