package dev.weir.app.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.lists.files.Row;
import dev.weir.lists.reading.Aside;
import dev.weir.lists.reading.ReadRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowReaderTest {

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "ada@gmail.com, FREE_MAIL",
        "Ada.Example@GoogleMail.com, FREE_MAIL",
        "ada@yahoo.co.uk, FREE_MAIL",
        "info@web.de, FREE_MAIL",
        "info@acme.com, ROLE_ADDRESS",
        "Sales@acme.com, ROLE_ADDRESS",
        "no-reply@acme.com, ROLE_ADDRESS",
        "ask Bob, UNREADABLE",
        "N/A, PLACEHOLDER",
    })
    void anAddressThatIsNoPersonsAtACompanyIsNoKnownWorkEmail(String email, Aside why) throws IOException {
        ReadRow row = read("person.work_email", "Name,Company,Email\nAda Example,Acme," + email + "\n");

        assertThat(row.aside()).containsEntry("person.work_email", why).hasSize(1);
        assertThat(row.known().fields()).containsExactlyInAnyOrder("person.full_name", "company.name");
    }

    @ParameterizedTest
    @CsvSource({"ada@acme.com", "infosec@acme.com", "mailer@acme.com", "ada@gmail.acme.com", "sales.ada@acme.com"})
    void anyOtherIsOne(String email) throws IOException {
        assertThat(read("person.work_email", "Name,Email\nAda Example," + email + "\n")
                        .known()
                        .get("person.work_email"))
                .contains(email);
    }

    @Test
    void whoeverAsksForNoWorkEmailMeansTheAddressesThereAre() throws IOException {
        String list = "Name,Email\nAda Example,ada@gmail.com\n";

        assertThat(read("email_verification.status", list).known().get("person.work_email"))
                .contains("ada@gmail.com");
    }

    @Test
    void aMailboxAnybodyCanHaveGivesNoCompanysDomain() throws IOException {
        assertThat(read("company.industry", "Company,Email\nAcme,ada@gmail.com\n")
                        .known()
                        .has("company.domain"))
                .isFalse();
        assertThat(read("company.industry", "Company,Website,Email\nAcme,gmail.com,ada@gmail.com\n")
                        .known()
                        .has("company.domain"))
                .isFalse();
        ReadRow said = read("company.industry", "Company,Email Domain,Email\nAcme,gmail.com,ada@gmail.com\n");
        assertThat(said.known().has("company.domain")).isFalse();
        assertThat(said.aside()).containsEntry("company.domain", Aside.FREE_MAIL);
    }

    @Test
    void aPageOnSomebodyElsesSiteIsNoCompanysDomainAndIsCounted() throws IOException {
        InputList list = list("person.work_email", """
                Name,Company,Domain
                Ada Example,Acme,https://www.linkedin.com/company/acme
                Bo Example,Bcme,facebook.com/bcme
                Cy Example,Ccme,ccme.com
                Di Example,Google LLC,google.com
                """);

        assertThat(rows(list))
                .extracting(row ->
                        row.known().get("company.domain").map(Object::toString).orElse("none"))
                .containsExactly("none", "none", "ccme.com", "google.com");
        assertThat(list.survey(SomePlan.PLAN).asides().sentences())
                .containsExactly("2 rows have a company.domain that is on somebody else's site (first in row 1, line 2:"
                        + " \"https://www.linkedin.com/company/acme\"); there it counts as unknown.");
    }

    @Test
    void aCompanyThatGivesMailboxesAwayHasItsDomain() throws IOException {
        assertThat(read("company.industry", "Company,Domain,Email\nYahoo,yahoo.com,ada@yahooinc.com\n")
                        .known()
                        .get("company.domain"))
                .contains("yahoo.com");
        assertThat(read("company.industry", "Company,Website\nGMX,https://www.gmx.net\n")
                        .known()
                        .get("company.domain"))
                .contains("gmx.net");
    }

    @Test
    void aDomainInAnyScriptIsKnownAndTheListIsNotBlamed() throws IOException {
        InputList list = list("company.industry", "Company,Website\nMast,https://jägermeister.de\nAda,straße.de/x\n");

        assertThat(rows(list))
                .allSatisfy(row -> assertThat(row.aside()).isEmpty())
                .extracting(row -> row.known().get("company.domain").orElseThrow())
                .containsExactly("xn--jgermeister-l8a.de", "xn--strae-oqa.de");
        assertThat(list.survey(SomePlan.PLAN).asides().sentences()).isEmpty();
    }

    @Test
    void whatDoesNotCountIsCountedWithItsRowAndAnExample() throws IOException {
        InputList list = list("person.work_email", """
                First Name,Last Name,Company,Email
                Ada,Example,Acme,ada@acme.com
                Bo,N/A,-,ask Bob
                Cy,Example,n/a,cy@gmail.com
                Di,Example,Acme,info@acme.com
                Ed,Example,Acme,"ask
                somebody\u001b[31m"
                """);

        assertThat(list.survey(SomePlan.PLAN).asides().sentences())
                .containsExactly(
                        "3 cells hold a placeholder and count as empty: company.name 2, person.last_name 1"
                                + " (first in row 2, line 3: \"-\").",
                        "2 rows have a person.work_email that cannot be read as one"
                                + " (first in row 2, line 3: \"ask Bob\"); there it counts as unknown.",
                        "1 row has a person.work_email at a free-mail provider, which tells nothing of a workplace"
                                + " (row 3, line 4: \"cy@gmail.com\"); there it counts as unknown.",
                        "1 row has a person.work_email of a role, not of a person"
                                + " (row 4, line 5: \"info@acme.com\"); there it counts as unknown.");
        assertThat(list.survey(SomePlan.PLAN).known())
                .containsEntry("person.work_email", 1L)
                .containsEntry("company.name", 3L);
    }

    @Test
    void whatASpreadsheetFailedAtIsAPlaceholderToo() throws IOException {
        assertThat(read("company.industry", "Company,Domain\nAcme,#REF!\n").aside())
                .containsEntry("company.domain", Aside.PLACEHOLDER);
    }

    @Test
    void aPointBeforeThreeDigitsIsReadAsADecimalPointAndThatIsSaid() throws IOException {
        InputList list =
                list("company.domain", "Company,Employees\nAcme,12\nBolt,1.000\nCore,\"1,000\"\nDelta,2.500\n");

        assertThat(list.survey(SomePlan.PLAN).thousands().sentences())
                .singleElement()
                .asString()
                .startsWith("1 row has a company.employee_count with a point")
                .contains("row 2, line 3: \"1.000\"", "read as a decimal point: 1.");
    }

    private ReadRow read(String wanted, String content) throws IOException {
        return rows(list(wanted, content)).getFirst();
    }

    private static List<ReadRow> rows(InputList list) {
        List<ReadRow> rows = new ArrayList<>();
        try (InputList.TakenRows taken = list.read()) {
            while (taken.hasNext()) {
                Row row = taken.next();
                rows.add(list.read(row));
            }
        }
        return rows;
    }

    private InputList list(String wanted, String content) throws IOException {
        Path file = Files.writeString(folder.resolve("list.csv"), content);
        return InputList.open(EnrichRequest.of(file, List.of(wanted)).build());
    }
}
