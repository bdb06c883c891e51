package dev.weir.app.live;

import java.time.Duration;
import java.util.Locale;

/** Times and speeds as people say them. */
final class Words {

    private Words() {}

    /** {@code 4:05}, {@code 1:04:05}. */
    static String clock(Duration time) {
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }

    /** As rough as such a guess is: {@code 40 s}, {@code 3 min}, {@code 2 h 10 min}. */
    static String roughly(Duration time) {
        return roughly(time, " s", " min", " h");
    }

    /** The same for the ear. */
    static String aloud(Duration time) {
        return roughly(time, " seconds", " minutes", " hours").replaceAll("\\b1 (second|minute|hour)s", "1 $1");
    }

    private static String roughly(Duration time, String seconds, String minutes, String hours) {
        long s = time.toSeconds();
        if (s < 60) {
            return Math.max(5, (s + 4) / 5 * 5) + seconds;
        }
        long m = (s + 30) / 60;
        if (m < 60) {
            return m + minutes;
        }
        long tens = (m + 5) / 10 * 10;
        return tens / 60 + hours + (tens % 60 == 0 ? "" : " " + tens % 60 + minutes);
    }

    /** Per second: {@code 0.4}, {@code 12}, {@code 1,234}. */
    static String speed(double perSecond) {
        return String.format(Locale.ROOT, perSecond > 0 && perSecond < 10 ? "%.1f" : "%,.0f", perSecond);
    }
}
