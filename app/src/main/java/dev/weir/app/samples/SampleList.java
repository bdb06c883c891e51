package dev.weir.app.samples;

import de.siegmar.fastcsv.reader.CsvReader;
import dev.weir.lists.files.FileFormat;
import dev.weir.lists.files.RowWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Two lists to try Weir with: the real companies of the S&amp;P 500, and as many made-up people at them.
 *
 * <p>The companies come from datasets/s-and-p-500-companies (Open Data Commons PDDL; credit: Rufus Pollock and the Open
 * Knowledge Foundation), unedited. The people are common names drawn with a seed: the same seed gives the same list on
 * every machine, and nobody is meant.
 */
public final class SampleList {

    /** The column of the company list that holds the companies' names. */
    public static final String COMPANY_COLUMN = "Security";

    private static final String COMPANIES = "/samples/sp500-constituents.csv";

    private static final List<String> GIVEN = List.of(
            "Ada",
            "Aisha",
            "Alejandro",
            "Amina",
            "Anders",
            "Beatriz",
            "Bruno",
            "Camille",
            "Carlos",
            "Chen",
            "Chiara",
            "Daniel",
            "Elena",
            "Emeka",
            "Emma",
            "Farid",
            "Grace",
            "Hana",
            "Hugo",
            "Ingrid",
            "Ivan",
            "Jamal",
            "José",
            "Julia",
            "Kenji",
            "Laila",
            "Liam",
            "Lucía",
            "Marek",
            "Mei",
            "Nadia",
            "Noah",
            "Olga",
            "Omar",
            "Priya",
            "Rafael",
            "Sofia",
            "Tariq",
            "Yuki",
            "Zoë");

    private static final List<String> FAMILY = List.of(
            "Abebe",
            "Almeida",
            "Andersson",
            "Bauer",
            "Becker",
            "Castillo",
            "Chaudhry",
            "Costa",
            "Dubois",
            "Eriksen",
            "Fischer",
            "García",
            "Haddad",
            "Hoffmann",
            "Ibrahim",
            "Ivanova",
            "Jensen",
            "Kaya",
            "Kowalski",
            "Lindqvist",
            "Mbeki",
            "Moreau",
            "Murphy",
            "Nakamura",
            "Novák",
            "Nguyen",
            "O'Brien",
            "Okafor",
            "Oliveira",
            "Patel",
            "Petrov",
            "Quintero",
            "Rossi",
            "Sato",
            "Silva",
            "Tanaka",
            "Vargas",
            "Weber",
            "Yılmaz",
            "Zhang");

    private SampleList() {}

    /** A person of the list, and the company the list puts them at. */
    public record Person(String firstName, String lastName, String companyName) {}

    /** Puts the company list, byte for byte, at that path. */
    public static void writeCompanies(Path target) {
        try (InputStream list = open()) {
            Files.copy(list, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot write the sample list to " + target, broken);
        }
    }

    /** One person per company, in the companies' order. */
    public static List<Person> people(long seed) {
        var random = new SplittableRandom(seed);
        List<Person> people = new ArrayList<>();
        for (String company : companies()) {
            people.add(new Person(
                    GIVEN.get(random.nextInt(GIVEN.size())), FAMILY.get(random.nextInt(FAMILY.size())), company));
        }
        return people;
    }

    /** Writes {@link #people} as a CSV file with the columns First name, Last name, Company. */
    public static void writePeople(Path target, long seed) {
        try (RowWriter writer = RowWriter.to(target, FileFormat.CSV, List.of("First name", "Last name", "Company"))) {
            people(seed).forEach(who -> writer.write(List.of(who.firstName(), who.lastName(), who.companyName())));
            writer.commit();
        }
    }

    /** The companies' names, in the list's order. */
    public static List<String> companies() {
        try (var csv = CsvReader.builder().ofNamedCsvRecord(open())) {
            return csv.stream().map(company -> company.getField(COMPANY_COLUMN)).toList();
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot read the sample list", broken);
        }
    }

    private static InputStream open() {
        return Objects.requireNonNull(SampleList.class.getResourceAsStream(COMPANIES), COMPANIES);
    }
}
