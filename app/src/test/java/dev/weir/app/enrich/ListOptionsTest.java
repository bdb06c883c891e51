package dev.weir.app.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.lists.files.Reading;
import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListOptionsTest {

    private static final ListOptions ONLY_MISSING = new ListOptions(Reading.USUAL, List.of(), false, true, null);

    @TempDir
    Path folder = Path.of("");

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        EnrichRequest.Builder refreshing =
                EnrichRequest.of(Path.of("a.csv"), List.of("company.domain")).refresh(true);

        assertRefused(
                () -> new ListOptions(Reading.USUAL, List.of(), true, false, null), "no_dedupe_key", "--dedupe-by");
        assertRefused(
                () -> new ListOptions(Reading.USUAL, List.of(), false, false, "Germany"), "unknown_country", "DE");
        assertRefused(() -> refreshing.list(ONLY_MISSING).build(), "refresh_and_only_missing", "Choose one");
        assertThat(new ListOptions(Reading.USUAL, List.of(" a ", "", "a"), true, false, " de "))
                .isEqualTo(new ListOptions(Reading.USUAL, List.of("a"), true, false, "DE"));
    }

    @Test
    void aKeyThatNobodyGivesIsRefusedWithWhatThereIs() throws IOException {
        assertRefused(() -> survey("Company,Ref\nAcme,1\n", "Comany"), "unknown_key", "Did you mean 'Company'");
        assertRefused(() -> survey("Company,Ref\nAcme,1\n", "company.domain"), "unknown_key", "neither");
    }

    @Test
    void aKeyIsComparedInItsTidiedForm() throws IOException {
        String list = "Company,Website,Ref\nAcme,https://www.Acme.com/,1\nAcme Inc,acme.com/about,2\n,,3\n,,3\n";

        assertThat(survey(list, "company.domain").asked().repeated()).isEqualTo(1);
        assertThat(survey(list, "Website").asked().repeated()).isZero();
        assertThat(survey(list, "Ref").asked().repeated()).isEqualTo(1);
        assertThat(survey(list, "Ref", "Company").asked().repeated()).isZero();
        assertThat(survey(list, "company.domain").rows()).isEqualTo(3);
    }

    @Test
    void nobodyGetsWhatIsAnotherPersons() throws IOException {
        Path file = Files.writeString(
                folder.resolve("people.csv"), "Full Name,Domain,Ref\nAda,acme.com,1\nBo,acme.com,2\nAda,acme.com,3\n");
        EnrichRequest.Builder request = EnrichRequest.of(file, List.of("company.industry", "person.work_email"));

        assertRefused(
                () -> InputList.open(
                                request.list(keyed(false, "company.domain")).build())
                        .survey(SomePlan.PLAN),
                "key_mixes_people",
                "--drop-duplicates");
        assertThat(InputList.open(request.list(keyed(true, "company.domain")).build())
                        .survey(SomePlan.PLAN)
                        .rows())
                .isEqualTo(1);
        assertThat(InputList.open(request.list(keyed(false, "company.domain", "person.full_name"))
                                .build())
                        .survey(SomePlan.PLAN)
                        .rows())
                .isEqualTo(2);
    }

    private static ListOptions keyed(boolean dropping, String... keys) {
        return new ListOptions(Reading.USUAL, List.of(keys), dropping, false, null);
    }

    @Test
    void aListThatLacksNothingIsNoJob() throws IOException {
        Path file = Files.writeString(folder.resolve("full.csv"), "Company,Domain\nAcme,acme.com\n");
        EnrichRequest request = EnrichRequest.of(file, List.of("company.domain"))
                .list(ONLY_MISSING)
                .build();

        assertRefused(() -> InputList.open(request).survey(SomePlan.PLAN), "nothing_missing", "company.domain");
    }

    @Test
    void aPlaceholderIsMissingAndWhatCannotBeReadIsNobodysToFill() throws IOException {
        Path file = Files.writeString(
                folder.resolve("gaps.csv"), "Company,Domain\nAcme,N/A\nBolt,not a domain\nCo,\nDo,do.com\n");
        EnrichRequest.Builder request =
                EnrichRequest.of(file, List.of("company.domain")).list(ONLY_MISSING);
        AskedRows asked = InputList.open(request.build()).survey(SomePlan.PLAN).asked();

        assertThat(List.of(asked.isAsked(0), asked.isAsked(1), asked.isAsked(2), asked.isAsked(3)))
                .containsExactly(true, false, true, false);
    }

    @Test
    void aFieldWithoutAColumnIsMissingInEveryRowAndThatIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("half.csv"), "Company,COMPANY.DOMAIN\nAcme,acme.com\nBolt,\n");
        EnrichRequest request = EnrichRequest.of(file, List.of("Company.Domain", "company.industry"))
                .list(ONLY_MISSING)
                .build();
        InputList list = InputList.open(request);
        InputList.Survey survey = list.survey(SomePlan.PLAN);

        assertThat(survey.rows()).isEqualTo(2);
        assertThat(list.absentFields()).containsExactly("company.industry");
        assertThat(ListNotes.of(list, survey, request.list()))
                .containsExactly(
                        "  The list has no column for company.industry: one is added, and every row is asked for it.");
    }

    @Test
    void aKeyMayBeTypedInAnyCase() throws IOException {
        assertThat(survey("Company,Ref\nAcme,1\nBolt,1\n", "REF").asked().repeated())
                .isEqualTo(1);
        assertThat(survey("Company,Ref\nAcme,1\nacme,2\n", "Company.Name")
                        .asked()
                        .repeated())
                .isEqualTo(1);
    }

    @Test
    void rowsThatSayNothingInTheKeyRepeatNoOther() throws IOException {
        assertThat(survey("Company,Domain\nAcme,N/A\nBolt,n/a\n", "company.domain")
                        .asked()
                        .repeated())
                .isZero();
    }

    @Test
    void whatIsSaidOfTheListMakesAnotherJobUnlessItChangesTheResultAlone() {
        ListOptions keyed = new ListOptions(Reading.USUAL, List.of("a"), false, false, null);
        byte[] plain = fingerprint(ListOptions.USUAL);

        assertThat(List.of(
                        keyed,
                        ONLY_MISSING,
                        new ListOptions(Reading.USUAL, List.of(), false, false, "DE"),
                        new ListOptions(Reading.of("UTF-8", null), List.of(), false, false, null),
                        new ListOptions(Reading.of(null, "2"), List.of(), false, false, null)))
                .allSatisfy(list -> assertThat(fingerprint(list)).isNotEqualTo(plain));

        assertThat(fingerprint(new ListOptions(Reading.USUAL, List.of("a"), true, false, null)))
                .isEqualTo(fingerprint(keyed));
    }

    private static byte[] fingerprint(ListOptions list) {
        EnrichRequest request = EnrichRequest.of(Path.of("a.csv"), List.of("company.domain"))
                .list(list)
                .build();
        return Fingerprint.of("ab", request, true);
    }

    private InputList.Survey survey(String content, String... keys) throws IOException {
        Path file = Files.writeString(folder.resolve("list.csv"), content);
        ListOptions options = new ListOptions(Reading.USUAL, List.of(keys), false, false, null);
        return InputList.open(EnrichRequest.of(file, List.of("company.industry"))
                        .list(options)
                        .build())
                .survey(SomePlan.PLAN);
    }

    private static void assertRefused(ThrowingCallable act, String code, String word) {
        assertThatThrownBy(act)
                .hasMessageContaining(word)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }
}
