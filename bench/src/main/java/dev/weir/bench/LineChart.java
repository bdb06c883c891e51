package dev.weir.bench;

import java.util.List;
import java.util.Locale;

/** Lines over a common axis, from zero. */
final class LineChart {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 300;
    private static final int LEFT = 80;
    private static final int RIGHT = 20;
    private static final int TOP = 60;
    private static final int BOTTOM = 44;
    private static final int TICKS = 5;
    private static final List<String> COLOURS = List.of("#5b8db8", "#c8794a", "#6a9f6e", "#8d6cab", "#b0a040");

    record Point(double x, double y) {}

    record Series(String name, List<Point> points) {}

    private LineChart() {}

    /** Draws them. @param across what the horizontal axis counts */
    static String draw(String title, String across, List<Series> all) {
        Svg svg = new Svg(WIDTH, HEIGHT);
        svg.text(12, 26, title, Svg.Anchor.START, 15, Svg.INK);
        double mostX = most(all, true);
        double mostY = ceiling(most(all, false));
        double wide = WIDTH - LEFT - RIGHT;
        double high = HEIGHT - TOP - BOTTOM;
        for (int tick = 0; tick <= TICKS; tick++) {
            double y = HEIGHT - BOTTOM - high * tick / TICKS;
            svg.line(LEFT, y, WIDTH - RIGHT, y, Svg.FAINT, 1);
            svg.text(LEFT - 8, y + 4, number(mostY * tick / TICKS), Svg.Anchor.END, 11, Svg.MUTED);
            double x = LEFT + wide * tick / TICKS;
            svg.text(x, HEIGHT - BOTTOM + 16, number(mostX * tick / TICKS), Svg.Anchor.MIDDLE, 11, Svg.MUTED);
        }
        svg.text(LEFT + wide / 2, HEIGHT - 10.0, across, Svg.Anchor.MIDDLE, 12, Svg.INK);
        double legend = LEFT;
        for (int i = 0; i < all.size(); i++) {
            Series series = all.get(i);
            String colour = COLOURS.get(i % COLOURS.size());
            StringBuilder points = new StringBuilder();
            for (Point point : series.points()) {
                points.append(String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        LEFT + wide * point.x() / mostX,
                        HEIGHT - BOTTOM - high * point.y() / mostY));
            }
            svg.polyline(points.toString().strip(), colour);
            svg.rect(legend, 38, 10, 10, colour);
            svg.text(legend + 15, 47, series.name(), Svg.Anchor.START, 12, Svg.INK);
            legend += 30 + 7 * series.name().length();
        }
        return svg.toText(title);
    }

    private static double most(List<Series> all, boolean across) {
        double most = all.stream()
                .flatMap(series -> series.points().stream())
                .mapToDouble(point -> across ? point.x() : point.y())
                .max()
                .orElse(1);
        return most > 0 ? most : 1;
    }

    /** The next number of one digit and a half. */
    private static double ceiling(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        return Math.ceil(value / power * 2) / 2 * power;
    }

    private static String number(double value) {
        if (value >= 1_000_000) {
            return String.format(Locale.ROOT, "%.1f M", value / 1e6);
        }
        if (value >= 10_000) {
            return String.format(Locale.ROOT, "%.0f k", value / 1e3);
        }
        return String.format(Locale.ROOT, value >= 10 || value == 0 ? "%.0f" : "%.1f", value);
    }
}
