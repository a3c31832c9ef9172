package dev.cleave.lab.imports;

import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.MalformedTraceException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a recording written in a test came to: the trace as text, and the summary. */
record Imported(String trace, ImportSummary summary) {
    static Imported of(ImportFormat format, String recording) throws MalformedTraceException, IOException {
        Path file = Files.createTempFile("recording", ".txt");
        try {
            Files.writeString(file, recording);
            StringWriter text = new StringWriter();
            ImportSummary summary = TraceImport.run(new ImportSource(format, file.toString()), text, Progress.SILENT);
            return new Imported(text.toString(), summary);
        } finally {
            Files.delete(file);
        }
    }
}
