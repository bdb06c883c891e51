package dev.weir.provider;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that a mistyped one may have meant. */
public final class Nearest {

    private static final int MOST = 3;
    private static final int LONGEST = 200;

    private Nearest() {}

    /** At most 3 of {@code names}, best first; empty when none is near. Names may have parts separated by dots. */
    public static List<String> among(Collection<String> names, String name) {
        if (name.isBlank() || name.length() > LONGEST) {
            return List.of();
        }
        String meant = plain(name);
        record Near(String name, int distance) {}
        List<Near> near = new ArrayList<>();
        for (String candidate : names) {
            String plain = plain(candidate);
            int distance = distance(plain, meant);
            for (int dot = plain.indexOf('.'); dot >= 0; dot = plain.indexOf('.', dot + 1)) {
                distance = Math.min(distance, distance(plain.substring(dot + 1), meant));
            }
            distance = Math.min(distance, wordsLeftOut(plain, meant));
            if (distance <= Math.max(1, (meant.length() + 1) / 3)) {
                near.add(new Near(candidate, distance));
            }
        }
        return near.stream()
                .sorted(Comparator.comparingInt(Near::distance))
                .limit(MOST)
                .map(Near::name)
                .toList();
    }

    /** A question to put behind a complaint: {@code " Did you mean 'x' or 'y'?"}, or nothing. */
    public static String question(Collection<String> names, String name) {
        List<String> near = among(names, name);
        return near.isEmpty() ? "" : " Did you mean '" + String.join("' or '", near) + "'?";
    }

    private static String plain(String name) {
        return name.strip()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s\\-_]+", "_");
    }

    /** One more than the words that {@code meant} leaves out, if it has no others; else very far. */
    private static int wordsLeftOut(String candidate, String meant) {
        List<String> words = List.of(candidate.split("[._]"));
        List<String> said = List.of(meant.split("[._]"));
        return words.containsAll(said) ? 1 + words.size() - said.size() : Integer.MAX_VALUE;
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
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
