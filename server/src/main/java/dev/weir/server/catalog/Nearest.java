package dev.weir.server.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What somebody may have meant by a name that does not exist. */
final class Nearest {

    private Nearest() {}

    /** A sentence that names up to three candidates, or lists what there is when there is little. */
    static String sentence(String name, Collection<String> known) {
        String wanted = tail(name);
        List<String> near = known.stream()
                .filter(candidate -> distance(wanted, tail(candidate)) <= Math.max(2, wanted.length() / 3))
                .sorted(Comparator.comparingInt(candidate -> distance(wanted, tail(candidate))))
                .limit(3)
                .toList();
        if (!near.isEmpty()) {
            return " Did you mean " + String.join(" or ", near) + "?";
        }
        return known.size() <= 12 ? " There are: " + String.join(", ", known) + "." : "";
    }

    private static String tail(String name) {
        return name.substring(name.indexOf('.') + 1);
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
