package dev.cleave.lab.chart;

import dev.cleave.lab.experiment.Scene;
import dev.cleave.lab.map.RoadMap;
import dev.cleave.lab.map.RoadMap.Kind;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;

/**
 * A scene as a picture: its title and text, then the road in rows of squares, and the convoy below
 * it.
 */
final class SceneDrawing {
    private static final int SEGMENTS_A_ROW = 64;
    private static final int MARGIN = 20;
    private static final int TITLE = 24;
    private static final int LINE = 17;
    private static final int GAP = 8;
    private static final int CELL = (TimelineChart.WIDTH - 2 * MARGIN) / SEGMENTS_A_ROW;
    private static final int ROW = CELL + 4;
    private static final int CONVOY_HEIGHT = ROW + GAP;
    private static final Font TITLE_FONT = new Font(Font.SANS_SERIF, Font.BOLD, 15);
    private static final Font TEXT_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    private static final Color FREE = new Color(0xEE, 0xF1, 0xF5);
    private static final Color HOUSE = new Color(0xC0, 0x39, 0x2B);
    private static final Color MOVED = new Color(0xE0, 0x8E, 0x0B);
    private static final Color LEFT = new Color(0xFA, 0xE3, 0xB8);
    private static final Color LANE = new Color(0xA9, 0xCC, 0xE8);
    private static final Color[] PARTS = {new Color(0x2E, 0x8B, 0x57), new Color(0x1F, 0x6B, 0x41)};
    private static final Color BRIDGE = new Color(0x1B, 0x6C, 0xA8);

    private final Scene scene;

    SceneDrawing(Scene scene) {
        this.scene = scene;
    }

    /** How high the picture is, in points; it is as wide as all charts. */
    int height() {
        return MARGIN + TITLE + LINE * scene.text().size() + GAP + rows() * ROW + convoyHeight() + 2 * LINE + GAP;
    }

    private int convoyHeight() {
        return scene.map().convoy().length == 0 ? 0 : CONVOY_HEIGHT;
    }

    private int rows() {
        return Math.ceilDiv(scene.map().segments(), SEGMENTS_A_ROW);
    }

    void paint(Graphics2D graphics) {
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, TimelineChart.WIDTH, height());
        graphics.setColor(ChartStyle.INK);
        graphics.setFont(TITLE_FONT);
        graphics.drawString(scene.title(), MARGIN, MARGIN + LINE - 4);
        graphics.setFont(TEXT_FONT);
        int y = MARGIN + TITLE;
        for (String line : scene.text()) {
            y += LINE;
            graphics.drawString(line, MARGIN, y - 4);
        }
        y += GAP;
        paintRoad(graphics, y);
        y += rows() * ROW;
        paintConvoy(graphics, y + GAP / 2);
        paintLegend(graphics, y + convoyHeight() + LINE + GAP);
    }

    private void paintRoad(Graphics2D graphics, int top) {
        RoadMap map = scene.map();
        for (int each = 0; each < map.segments(); each++) {
            graphics.setColor(colour(map.kind(each), map.part(each)));
            graphics.fillRect(MARGIN + each % SEGMENTS_A_ROW * CELL, top + each / SEGMENTS_A_ROW * ROW, CELL - 1,
                    CELL - 1);
        }
    }

    /** The parts as whoever uses them sees them: apart, or side by side over a bridge. */
    private void paintConvoy(Graphics2D graphics, int top) {
        int x = MARGIN;
        int[] parts = scene.map().convoy();
        for (int part = 0; part < parts.length && x < TimelineChart.WIDTH - MARGIN; part++) {
            int room = TimelineChart.WIDTH - MARGIN - x;
            int width = Math.min(room, parts[part] * CELL);
            graphics.setColor(colour(Kind.CONVOY, part));
            graphics.fillRect(x, top, width, CELL - 1);
            x += width + (scene.map().bridged() ? 0 : CELL / 2);
        }
        if (scene.map().bridged()) {
            graphics.setColor(BRIDGE);
            graphics.fillRect(MARGIN, top + CELL + 1, x - MARGIN, 5);
        }
    }

    private static void paintLegend(Graphics2D graphics, int y) {
        int x = MARGIN;
        for (Kind kind : Kind.values()) {
            graphics.setColor(colour(kind, 0));
            graphics.fillRect(x, y - CELL + 3, CELL - 1, CELL - 1);
            graphics.setColor(ChartStyle.INK);
            graphics.drawString(name(kind), x + CELL + 4, y);
            x += 140;
        }
    }

    private static Color colour(Kind kind, int part) {
        return switch (kind) {
            case FREE -> FREE;
            case HOUSE -> HOUSE;
            case MOVED -> MOVED;
            case LEFT -> LEFT;
            case LANE -> LANE;
            case CONVOY -> PARTS[part % PARTS.length];
        };
    }

    private static String name(Kind kind) {
        return switch (kind) {
            case FREE -> "free";
            case HOUSE -> "a house";
            case MOVED -> "moved here";
            case LEFT -> "moved away";
            case LANE -> "reserved";
            case CONVOY -> "the convoy";
        };
    }
}
