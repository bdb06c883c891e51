package dev.weir.provider;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes up what a vendor or a spreadsheet might hold where a value is expected. */
final class RawValues {

    private static final String[] PIECES = {
        "ada",
        "@",
        "example.com",
        ".",
        "https://",
        "www.",
        "linkedin.com/in/",
        "/company/",
        "in/",
        "+33",
        " ",
        "-",
        "K",
        "201-500",
        "1000+",
        "0",
        "9",
        "1e9",
        "%c3",
        "%C3%89",
        "é",
        "\u0000",
        "\ud83d",
        "\ude00",
        "\u202e",
        ";",
        ",",
        "true",
        "null",
        "(0)",
        "ext 3",
        "2026-07-28",
        "T09:30:00Z",
        "?",
        "#",
        "{",
        "\"",
        "\n",
        "owner",
        "\u00a0",
        "ß",
        "İ"
    };

    private RawValues() {}

    static Object any(Random random) {
        return any(random, 0);
    }

    private static Object any(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 6 : 8)) {
            case 0 -> random.nextLong();
            case 1 -> new BigDecimal(BigInteger.valueOf(random.nextLong()), random.nextInt());
            case 2 -> random.nextBoolean();
            case 3 -> Double.longBitsToDouble(random.nextLong());
            case 4 -> random.nextInt(3000);
            case 5 -> text(random);
            case 6 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(random.nextInt(5) == 0 ? null : any(random, depth + 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(text(random), any(random, depth + 1));
                }
                yield map;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(7); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
