package dev.cleave.lab.chart;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** A picture on its way into a file. */
final class ChartFile {
    private static final int PIXELS_A_POINT = 2;

    private ChartFile() {}

    /**
     * Paints and writes; an existing file is replaced.
     *
     * @param width in points
     * @param height in points
     * @throws IOException when the file cannot be written
     */
    static void write(Path file, ChartFormat format, int width, int height, Consumer<Graphics2D> painting)
            throws IOException {
        System.setProperty("java.awt.headless", "true");
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        switch (format) {
            case SVG -> writeSvg(width, height, painting, picture);
            case PNG -> writePng(width, height, painting, picture);
        }
        Files.write(file, picture.toByteArray());
    }

    private static void writeSvg(int width, int height, Consumer<Graphics2D> painting, OutputStream output)
            throws IOException {
        VectorGraphics2D graphics = new VectorGraphics2D();
        painting.accept(graphics);
        new SVGProcessor()
                .getDocument(graphics.getCommands(), new PageSize(width, height))
                .writeTo(output);
    }

    private static void writePng(int width, int height, Consumer<Graphics2D> painting, OutputStream output)
            throws IOException {
        BufferedImage image =
                new BufferedImage(width * PIXELS_A_POINT, height * PIXELS_A_POINT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.scale(PIXELS_A_POINT, PIXELS_A_POINT);
        painting.accept(graphics);
        graphics.dispose();
        ImageIO.write(image, "png", output);
    }
}
