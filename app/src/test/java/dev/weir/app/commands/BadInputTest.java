package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is typed wrong is told in a sentence, before anything is stored or asked. */
class BadInputTest {

    private CommandLineHome home;

    @BeforeEach
    void open() throws IOException {
        home = CommandLineHome.fresh();
        home.write("list.csv", "Company\nAcme\n");
        home.write("empty.csv", "");
        home.write("header.csv", "Company\n");
        home.write("nul.csv", "Company\nA\0B\n");
        home.write("people.csv", "First Name,Last Name,Domain\nAda,Example,company1.example\n");
        home.write("colours.csv", "Colour\nred\n");
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(ExitCodes.NO_INPUT, "missing.csv", "missing.csv", "--fields", "company.domain"),
                mistake(ExitCodes.BAD_INPUT, "empty", "empty.csv", "--fields", "company.domain"),
                mistake(ExitCodes.BAD_INPUT, "no rows", "header.csv", "--fields", "company.domain"),
                mistake(ExitCodes.BAD_INPUT, "NUL", "nul.csv", "--fields", "company.domain"),
                mistake(ExitCodes.USAGE, "company.domain", "list.csv", "--fields", "company.domian"),
                mistake(
                        ExitCodes.USAGE,
                        "hunter",
                        "list.csv",
                        "--fields",
                        "company.domain",
                        "--waterfall",
                        "company.domain=huntr"),
                mistake(
                        ExitCodes.USAGE,
                        "not among the --fields",
                        "list.csv",
                        "--fields",
                        "company.domain",
                        "--waterfall",
                        "company.industry=hunter"),
                mistake(
                        ExitCodes.USAGE,
                        "--waterfall",
                        "list.csv",
                        "--fields",
                        "company.domain",
                        "--waterfall",
                        "hunter"),
                mistake(
                        ExitCodes.USAGE,
                        "Company",
                        "list.csv",
                        "--fields",
                        "company.domain",
                        "--map",
                        "Compny=company.name"),
                verifying("There is no provider 'zerobonce'. Did you mean 'zerobounce'?", "--verify", "zerobonce"),
                verifying("'apollo' does not verify person.work_email. These do:", "--verify", "apollo"),
                verifying("Name each once", "--verify", "zerobounce,zerobounce"),
                verifying(
                        "Add --verify zerobounce, or leave it out", "--waterfall", "person.work_email=pattern,hunter"),
                verifying("accept, accept_and_flag or reject_and_continue", "--catch-all", "maybe"),
                verifying("shows what a verifier has said", "--catch-all", "accept_and_flag"),
                verifying("--verify names nobody. Name who verifies", "--verify", ""),
                verifying("or leave --verify out", "--verify", " , "),
                verifying("or leave --verify out", "--verify", ","),
                verifying("--min-confidence says no number. Write", "--min-confidence", ""),
                verifying("or leave --min-confidence out", "--min-confidence", ","),
                verifying("101 is no percentage", "--min-confidence", "101"),
                verifying("-1 is no percentage", "--min-confidence", "person.work_email=-1"),
                verifying("Write --min-confidence 80", "--min-confidence", "person.work_email=sure"),
                verifying("names no field. Write --accept", "--accept", "=true"),
                verifying(
                        "--accept for person.work_email is not understood at column 5: it ends too early",
                        "--accept",
                        "person.work_email=1 =="),
                verifying("--min-confidence or --accept names person.job_title", "--accept", "person.job_title=true"),
                verifying("nobody says how sure they are of company.domain", "--min-confidence", "company.domain=80"),
                mistake(
                        ExitCodes.USAGE,
                        "none of the --fields is one",
                        "list.csv",
                        "--fields",
                        "company.domain",
                        "--verify",
                        "zerobounce"),
                mistake(ExitCodes.BAD_INPUT, "company.name", "colours.csv", "--fields", "company.domain"),
                mistake(
                        ExitCodes.CANNOT_WRITE,
                        "list itself",
                        "list.csv",
                        "--fields",
                        "company.domain",
                        "--out",
                        "list.csv"),
                mistake(
                        ExitCodes.CANNOT_WRITE,
                        "nowhere",
                        "list.csv",
                        "--fields",
                        "company.domain",
                        "--out",
                        "nowhere/x.csv"),
                mistake(
                        ExitCodes.USAGE,
                        "--max-credits",
                        "list.csv",
                        "--fields",
                        "company.domain",
                        "--max-credits",
                        "-1"),
                mistake(ExitCodes.USAGE, "--breaker", "list.csv", "--fields", "company.domain", "--breaker", "99/1/1"),
                mistake(
                        ExitCodes.USAGE,
                        "Choose one",
                        "list.csv",
                        "--fields",
                        "company.domain",
                        "--json",
                        "--out",
                        "-"),
                mistake(ExitCodes.USAGE, "--fields", "list.csv", "--feilds", "company.domain"));
    }

    /** A command that asks for e-mails. */
    private static Arguments verifying(String says, String... more) {
        return mistake(
                ExitCodes.USAGE,
                says,
                Stream.concat(Stream.of("people.csv", "--fields", "person.work_email"), Stream.of(more))
                        .toArray(String[]::new));
    }

    private static Arguments mistake(int status, String says, String... arguments) {
        return Arguments.of(status, says, arguments);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldWithoutStackTraceAndNothingIsStored(int status, String says, String[] arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "enrich";
        for (int i = 0; i < arguments.length; i++) {
            boolean isFile = arguments[i].endsWith(".csv") && !arguments[i].startsWith("-");
            command[i + 1] = isFile ? home.file(arguments[i]).toString() : arguments[i];
        }
        CommandLineHome.Ended ended = home.run(command);
        assertThat(ended.status()).as(ended.err()).isEqualTo(status);
        assertThat(ended.err()).contains(says).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(home.home().resolve("postgres")).doesNotExist();
    }

    @Test
    void aVerifierWithoutItsKeyIsTold() {
        home.with("WEIR_HUNTER_API_KEY", "k");
        CommandLineHome.Ended ended = home.run(
                "enrich",
                home.file("people.csv").toString(),
                "--fields",
                "person.work_email",
                "--verify",
                "zerobounce");
        assertThat(ended.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(ended.err())
                .contains("--verify names zerobounce, for which there is no key. Set WEIR_ZEROBOUNCE_API_KEY");
    }

    @Test
    void aListThatNobodyCanBeAskedWithIsRefusedWithWhatItLacksAndWhatItHas() {
        home.write(
                "crm.csv",
                "Lead Owner;Vorname;Nachname;Fa.;Internet-Adr.;E-Mail;Notiz\n"
                        + "Sam;Ada;Example;Acme;acme.com/de;;call\n"
                        + "Sam;Bo;Linden;Beta;beta.example/x;;\n");

        CommandLineHome.Ended ended =
                home.run("enrich", home.file("crm.csv").toString(), "--fields", "person.work_email,person.job_title");

        assertThat(ended.status()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(ended.err())
                .contains(
                        "Nobody can be asked for person.work_email or person.job_title, since no row gives what that takes."
                                + " No job was made. Add what is lacking, as the lines below say.")
                .contains("the rows give: person.first_name, person.last_name")
                .contains("for person.work_email they lack one of: company.domain; company.name;")
                .containsPattern("Fa\\. +Acme, Beta")
                .contains("If a column holds that, say which: --map 'Internet-Adr.=company.domain'")
                .doesNotContain("Asked in this order");
        assertThat(ended.out()).isEmpty();
        assertThat(home.home().resolve("postgres")).doesNotExist();
    }

    @Test
    void aFieldThatNobodyCanBeAskedForIsRefusedThoughOthersCouldBe() {
        CommandLineHome.Ended ended = home.run(
                "enrich",
                home.file("list.csv").toString(),
                "--fields",
                "company.industry,person.work_email",
                "--quote");

        assertThat(ended.status()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(ended.err())
                .contains("Nobody can be asked for person.work_email,")
                .contains("add one that holds that", "Or leave person.work_email out of --fields.");
    }

    @Test
    void rowsThatNobodyCanBeAskedWithAreCountedBeforeTheRun() {
        home.write("some.csv", "First Name,Last Name,Domain\nAda,Example,acme.com\nBo,,\n,,\"\"\nC,D,\n");

        assertThat(home.run(
                                "enrich",
                                home.file("some.csv").toString(),
                                "--fields",
                                "person.work_email,person.job_title",
                                "--quote")
                        .orThrow()
                        .err())
                .contains(
                        "! Nobody can be asked for person.work_email or person.job_title in 3 rows, which give too little"
                                + " (first in row 2, line 3); it stays empty there. Any of these would do beside: ");
    }

    @Test
    void anUnreadableListIsTold() throws IOException {
        Path secret = home.write("secret.csv", "Company\nAcme\n");
        Files.setPosixFilePermissions(secret, java.util.Set.of());
        org.junit.jupiter.api.Assumptions.assumeFalse(Files.isReadable(secret), "root reads everything");
        assertThat(home.run("enrich", secret.toString(), "--fields", "company.domain")
                        .status())
                .isEqualTo(ExitCodes.NO_INPUT);
    }

    @Test
    void aQuoteAsksNobodyAndMakesNoDatabase() {
        CommandLineHome.Ended ended = home.run(
                "enrich",
                home.file("list.csv").toString(),
                "--fields",
                "company.domain",
                "--waterfall",
                "company.domain=apollo",
                "--quote",
                "--json");
        assertThat(ended.status()).isZero();
        assertThat(ended.out())
                .contains("\"rows\" : 1", "\"holdMilli\" : 1000", "\"expectedMilli\" : 500")
                .contains("\"basis\" : \"declared\"");
        assertThat(home.run("enrich", home.file("list.csv").toString(), "--fields", "company.domain", "--quote")
                        .orThrow()
                        .out())
                .contains("its declaration", "at worst");
        assertThat(home.home().resolve("postgres")).doesNotExist();
    }

    @Test
    void detailIsShownOnlyWhenAskedFor() {
        CommandLineHome.Ended ended =
                home.run("enrich", home.file("missing.csv").toString(), "--fields", "company.domain", "-v");
        assertThat(ended.err()).contains("\tat dev.weir");
    }

    @Test
    void aKeyNamedInTheEnvironmentChoosesTheRealVendorsAndNeverShows() {
        CommandLineHome.Ended ended = home.with("WEIR_HUNTER_API_KEY", "canary-4711")
                .run(
                        "enrich",
                        home.file("list.csv").toString(),
                        "--fields",
                        "company.industry,company.name",
                        "--quote",
                        "-v");
        assertThat(ended.err()).doesNotContain("SANDBOX").doesNotContain("canary-4711");
        assertThat(ended.out()).doesNotContain("canary-4711");
    }

    @Test
    void theHomeIsItsOwnersAlone() throws IOException {
        home.run("enrich", home.file("list.csv").toString(), "--fields", "company.domain", "--quote");
        assertThat(Files.getPosixFilePermissions(home.home()))
                .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void anExternalDatabaseUnderAnotherRoleIsRefused() {
        CommandLineHome.Ended ended = home.run("jobs", "--db", "postgresql://postgres:hush-hush@localhost/weir");
        assertThat(ended.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(ended.err()).contains("weir_app", "--db-admin").doesNotContain("hush-hush");
    }

    @Test
    void helpNamesExamples() {
        assertThat(home.run("enrich", "--help").out()).contains("weir enrich leads.csv --fields");
        assertThat(home.run("--help").out()).contains("enrich", "verify", "doubts", "jobs", "sandbox", "demo");
        assertThat(home.run("--version").out()).contains("weir ");
    }
}
