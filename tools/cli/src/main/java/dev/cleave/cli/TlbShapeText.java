package dev.cleave.cli;

import dev.cleave.lab.experiment.TlbShape;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A TLB as people write it: {@code 64x4@4KiB+32x4@2MiB,1536x12}. See {@link TlbShape}. */
final class TlbShapeText implements ITypeConverter<TlbShape> {
    private static final Pattern PART = Pattern.compile("(\\d{1,7})(?:x(\\d{1,7}))?(?:@(.+))?");
    private static final ByteSize SIZE = new ByteSize();

    @Override
    public TlbShape convert(String text) {
        try {
            return new TlbShape(Arrays.stream(text.split(",", -1)).map(TlbShapeText::level).toList());
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException(wrong.getMessage());
        }
    }

    private static List<TlbShape.Part> level(String text) {
        return Arrays.stream(text.split("\\+", -1)).map(TlbShapeText::part).toList();
    }

    private static TlbShape.Part part(String text) {
        Matcher part = PART.matcher(text.strip());
        if (!part.matches()) {
            throw new TypeConversionException("'" + text + "' is no part of a TLB: write ENTRIESxWAYS, such as 64x4, or"
                    + " ENTRIESxWAYS@PAGE, such as 32x4@2MiB");
        }
        int entries = Integer.parseInt(part.group(1));
        int ways = part.group(2) == null ? entries : Integer.parseInt(part.group(2));
        long page = part.group(3) == null ? TlbShape.Part.ANY_PAGE : SIZE.convert(part.group(3));
        return new TlbShape.Part(entries, ways, page);
    }
}
