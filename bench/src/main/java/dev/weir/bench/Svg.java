package dev.weir.bench;

import java.util.Locale;

/** A drawing that browsers show, put together of a few shapes. Its ground is white, so that it can be read on any page. */
final class Svg {

    static final String INK = "#1f2933";
    static final String FAINT = "#d5dbe1";
    static final String MUTED = "#66717d";

    private final int width;
    private final int height;
    private final StringBuilder body = new StringBuilder();

    Svg(int width, int height) {
        this.width = width;
        this.height = height;
        rect(0, 0, width, height, "#ffffff");
    }

    /** Which end of a text stands at its place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    void rect(double x, double y, double w, double h, String fill) {
        body.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
                x,
                y,
                Math.max(0, w),
                h,
                fill));
    }

    void line(double fromX, double fromY, double toX, double toY, String stroke, double thick) {
        body.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>%n",
                fromX,
                fromY,
                toX,
                toY,
                stroke,
                thick));
    }

    /** @param points x and y in turn, as SVG writes them */
    void polyline(String points, String stroke) {
        body.append("<polyline points=\"")
                .append(points)
                .append("\" fill=\"none\" stroke=\"")
                .append(stroke)
                .append("\" stroke-width=\"2\"/>\n");
    }

    void text(double x, double y, String text, Anchor anchor, int size, String fill) {
        // With a seam of the ground's colour, so that it can be read across lines.
        body.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\" fill=\"%s\"",
                x,
                y,
                anchor.name().toLowerCase(Locale.ROOT),
                size,
                fill));
        body.append(" paint-order=\"stroke\" stroke=\"#ffffff\" stroke-width=\"3\">")
                .append(escaped(text))
                .append("</text>\n");
    }

    /** @param title for who cannot see it */
    String toText(String title) {
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                                + " role=\"img\" font-family=\"system-ui, sans-serif\">%n",
                        width,
                        height,
                        width,
                        height)
                + "<title>" + escaped(title) + "</title>\n" + body + "</svg>\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
