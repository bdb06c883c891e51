package dev.weir.bench;

import java.util.List;

/** Bars that lie one under the other, each as long as its median, with a whisker from its least to its most. */
final class BarChart {

    private static final int WIDTH = 760;
    private static final int LABELS = 250;
    private static final int NUMBERS = 190;
    private static final int TOP = 44;
    private static final int ROW = 26;
    private static final int BAR = 14;
    private static final String FILL = "#5b8db8";
    private static final String SHORT = "#c8794a";

    /**
     * One bar.
     *
     * @param shown beside it
     * @param isShort whether it stays behind its goal
     */
    record Bar(String label, Spread value, String shown, boolean isShort) {}

    private BarChart() {}

    /**
     * Draws them; those without a value are not shown.
     *
     * @param mark where a line stands across, NaN for none
     * @param most where bars are cut off, NaN for nowhere
     */
    static String draw(String title, List<Bar> bars, double mark, double most) {
        List<Bar> known = bars.stream()
                .filter(bar -> Double.isFinite(bar.value().median()))
                .toList();
        double largest =
                known.stream().mapToDouble(bar -> bar.value().max()).max().orElse(1);
        if (Double.isFinite(mark)) {
            largest = Math.max(largest, mark * 1.05);
        }
        double end = Double.isFinite(most) ? Math.min(largest, most) : largest;
        double scale = (WIDTH - LABELS - NUMBERS) / (end > 0 ? end : 1);
        int height = TOP + known.size() * ROW + 14;
        Svg svg = new Svg(WIDTH, height);
        svg.text(12, 26, title, Svg.Anchor.START, 15, Svg.INK);
        for (int i = 0; i < known.size(); i++) {
            bar(svg, known.get(i), TOP + i * ROW, end, scale);
        }
        if (Double.isFinite(mark)) {
            double x = LABELS + mark * scale;
            svg.line(x, TOP - 6, x, height - 8.0, Svg.INK, 1.5);
        }
        for (int i = 0; i < known.size(); i++) {
            number(svg, known.get(i), TOP + i * ROW, end, scale);
        }
        svg.line(LABELS, TOP - 6, LABELS, height - 8.0, Svg.MUTED, 1);
        return svg.toText(title);
    }

    private static void bar(Svg svg, Bar bar, double top, double end, double scale) {
        Spread value = bar.value();
        double middle = top + BAR / 2.0;
        double length = Math.min(end, value.median()) * scale;
        svg.text(LABELS - 8, middle + 4, bar.label(), Svg.Anchor.END, 12, Svg.INK);
        svg.rect(LABELS, top, length, BAR, bar.isShort() ? SHORT : FILL);
        double from = LABELS + Math.min(end, value.min()) * scale;
        double to = LABELS + Math.min(end, value.max()) * scale;
        if (to - from > 1) {
            svg.line(from, middle, to, middle, Svg.INK, 1.2);
            svg.line(from, middle - 4, from, middle + 4, Svg.INK, 1.2);
            svg.line(to, middle - 4, to, middle + 4, Svg.INK, 1.2);
        }
    }

    private static void number(Svg svg, Bar bar, double top, double end, double scale) {
        double length = Math.min(end, Math.max(bar.value().median(), bar.value().max())) * scale;
        svg.text(LABELS + length + 8, top + BAR / 2.0 + 4, bar.shown(), Svg.Anchor.START, 12, Svg.MUTED);
    }
}
