package dev.weir.acceptance.large;

import dev.weir.acceptance.large.Sample.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a large list must keep to, beside a small one on the same machine. */
final class Goals {

    static final long MOST_JVMS_KIB = 1L << 20;
    static final double FLAT = 1.1;
    static final double SAME = 1.1;

    private Goals() {}

    /** The goals that are missed, in sentences. */
    static List<String> unmet(Profile few, Profile many) {
        List<String> unmet = new ArrayList<>();
        long jvms = many.peakKib(Memory::jvms);
        if (jvms > MOST_JVMS_KIB) {
            unmet.add(said("all JVMs together need at most 1024 MiB, and needed %d", jvms >> 10));
        }
        atMost(unmet, FLAT, many.growth(Memory::jvms), "the JVMs' memory in the second half ÷ in the first");
        atMost(unmet, SAME, many.microsPerRow() / few.microsPerRow(), "time per row ÷ that of the small list");
        atMost(unmet, SAME, many.spentPerRow() / few.spentPerRow(), "processor time per row ÷ that of the small list");
        atMost(unmet, SAME, lateOverEarly(many), "processor time per row of the last rows ÷ that of earlier ones");
        return unmet;
    }

    /**
     * Processor time per row of the last quarter ÷ that of the second quarter: the small list's JVMs spend much of their
     * time on compiling, which would hide growth.
     */
    static double lateOverEarly(Profile many) {
        return many.between(0.75, 1).spentPerRow() / many.between(0.25, 0.5).spentPerRow();
    }

    private static void atMost(List<String> unmet, double most, double is, String what) {
        // Not "is > most": what is no number is no success.
        if (!(is <= most)) {
            unmet.add(said("%s is at most %.2f, and was %.2f", what, most, is));
        }
    }

    private static String said(String format, Object... parts) {
        return String.format(Locale.ROOT, format, parts);
    }
}
