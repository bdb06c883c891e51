package dev.weir.acceptance.large;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes a list as a CRM would export it: some 300 bytes a row, of which a third is used. No two rows are about the same
 * person, and five people work at each company. The same seed and number of rows are the same file, and a shorter list
 * is the start of a longer one.
 */
final class MadeList {

    private static final int PEOPLE_OF_A_COMPANY = 5;
    private static final List<String> FIRST = List.of(
            "Ada", "Aisha", "Anders", "Beatriz", "Camille", "Chen", "Emeka", "Grace", "Hana", "Ingrid", "José", "Kenji",
            "Lucía", "Marek", "Nadia", "Omar", "Priya", "Rafael", "Sofia", "Zoë");
    private static final List<String> LAST = List.of(
            "Abebe",
            "Almeida",
            "Bauer",
            "Castillo",
            "Dubois",
            "Eriksen",
            "García",
            "Haddad",
            "Ivanova",
            "Jensen",
            "Kaya",
            "Kowalski",
            "Lindqvist",
            "Moreau",
            "Nakamura",
            "Novák",
            "O'Brien",
            "Okafor",
            "Patel",
            "Rossi");
    private static final List<String> TITLES = List.of(
            "Head of Marketing",
            "VP Sales, EMEA",
            "Account Executive",
            "Chief \"Everything\" Officer",
            "Senior Data Engineer",
            "Procurement Manager",
            "Director, Customer Success");
    private static final List<String> SECTORS = List.of(
            "Logistics", "Health Care", "Industrial Machinery", "Software", "Food & Beverage", "Renewable Energy");
    private static final List<String> STREETS =
            List.of("Bahnhofstraße", "Main Street", "Rue de la République", "Calle Mayor", "Kungsgatan", "Via Roma");
    private static final List<String> CITIES = List.of(
            "Zürich,Switzerland",
            "Lyon,France",
            "Austin,United States",
            "Malmö,Sweden",
            "Sevilla,Spain",
            "Leeds,United Kingdom");
    private static final List<String> NOTES = List.of(
            "Met at the spring fair; asked for a call back in the second quarter, prefers e-mail.",
            "Inbound from the webinar, downloaded the white paper twice. \"Not before summer\", she said.",
            "Uses a competitor's product, contract ends within the year; budget is decided in October.");

    private MadeList() {}

    /** Writes it, in the place of what was there. */
    static void write(Path file, int rows, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(
                    "Record ID,First Name,Last Name,Job Title,Company Name,Company Domain Name,Industry,"
                            + "Street Address,Postal Code,City,Country,Phone Number,Lifecycle Stage,Lead Owner,Create Date,Notes\r\n");
            for (int row = 0; row < rows; row++) {
                out.write(row(row, random));
            }
        }
    }

    private static String row(int row, SplittableRandom random) {
        int company = row / PEOPLE_OF_A_COMPANY;
        int person = row % PEOPLE_OF_A_COMPANY;
        String sector = any(SECTORS, random);
        String name = any(LAST, random) + " " + sector + " " + company;
        return (70_000_000_000L + row)
                + "," + FIRST.get((person * 4 + random.nextInt(4)) % FIRST.size())
                + "," + any(LAST, random)
                + "," + quoted(any(TITLES, random))
                + "," + name + " Ltd."
                + ",company" + company + ".example"
                + "," + sector
                + "," + any(STREETS, random) + " " + random.nextInt(1, 200)
                + "," + random.nextInt(10_000, 99_999)
                + "," + any(CITIES, random)
                + ",+" + random.nextLong(10_000_000_000L, 99_999_999_999L)
                + "," + (random.nextInt(3) == 0 ? "opportunity" : "lead")
                + "," + any(FIRST, random) + " " + any(LAST, random) + " (Sales)"
                + ",2026-" + two(random.nextInt(1, 13)) + "-" + two(random.nextInt(1, 29)) + " 09:" + two(row % 60)
                + "," + quoted(any(NOTES, random))
                + "\r\n";
    }

    private static String any(List<String> some, SplittableRandom random) {
        return some.get(random.nextInt(some.size()));
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
