package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderCommandTest {

    private static final String GOOD = """
            provider: own
            title: Own
            baseUrl: https://own.example
            operations:
              - name: company
                title: Company
                version: 1
                inputs: [[company.domain]]
                request: { method: GET, path: /c, query: { d: "{company.domain}" } }
                fields: { company.name: /name }
                cost: { billing: nothing, milli: 0 }
                pace: { concurrency: 1 }
                repeat: free
            """;

    private CommandLineHome home;

    @BeforeEach
    void open() throws IOException {
        home = CommandLineHome.fresh().keepingTheSandbox();
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    @Test
    void theListSaysWhoIsReadyAndWhoIsOff() {
        String list = home.with("WEIR_EXA_API_KEY", "k")
                .run("provider", "list")
                .orThrow()
                .out();
        assertThat(list.lines().map(line -> line.split("\\s{2,}")[0]))
                .startsWith("provider", "hunter", "apollo", "pdl")
                .contains("contactout", "datagma", "exa", "zenrows");
        assertThat(list).containsPattern("exa +ready").containsPattern("clearbit +off, sandbox only");
    }

    @Test
    void aProviderIsShownWithItsKeyItsPriceAndWhatIsUnconfirmed() {
        assertThat(home.run("provider", "show", "clearbit").orThrow().out())
                .contains(
                        "WEIR_CLEARBIT_API_KEY (not set)",
                        "asked only where --waterfall names it. Clearbit takes no new")
                .contains("0.2 credits when answered", "Unconfirmed");
        CommandLineHome.Ended wrong = home.run("provider", "show", "zenrow");
        assertThat(wrong.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(wrong.err()).contains("Did you mean 'zenrows'?");
    }

    @Test
    void aGoodDeclarationIsToldWhereItBelongs() throws IOException {
        assertThat(home.run("provider", "check", home.write("own.yaml", GOOD).toString())
                        .orThrow()
                        .out())
                .contains("is good: own (Own)", "own.company gives company.name", "put it into", "--providers");
        Files.createDirectories(home.home().resolve("providers"));
        Files.writeString(home.home().resolve("providers/own.yaml"), GOOD);
        assertThat(home.run(
                                "provider",
                                "check",
                                home.home().resolve("providers/own.yaml").toString())
                        .orThrow()
                        .out())
                .contains("It is in use.");
        assertThat(home.run("provider", "list").orThrow().out()).contains("own");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "version: 1~~line 5 at /operations/0: 'version' is missing",
                "company.name: /name~company.nam: /name~line 10 at /operations/0/fields/company.nam",
                "company.name: /name~company.nam: /name~Did you mean 'company.name'",
                "{company.domain}~{company.name}~line 9 at /operations/0/request/query/d",
                "provider: own~provider: hunter~line 1 at /provider: the slug 'hunter' is taken by hunter.yaml (shipped)",
                "repeat: free~repeat: sometimes~line 13 at /operations/0/repeat: 'sometimes' is none of free, billed, unknown",
                "title: Own~title: [~this is not YAML we can read",
            })
    void whatIsWrongIsToldWithItsLineItsPlaceAndWhatToDo(String from, String to, String told) {
        assertThat(GOOD).contains(from);
        String file =
                home.write("own.yaml", GOOD.replace(from, to == null ? "" : to)).toString();
        CommandLineHome.Ended ended = home.run("provider", "check", file);
        assertThat(ended.status()).isEqualTo(ExitCodes.CONFIGURATION);
        assertThat(ended.err()).contains("own.yaml").contains(told).doesNotContain("\tat ");
    }

    @Test
    void whatAnswersLaterIsHandedOverAndAskedForUntilItIsThere() {
        String email = home.run(
                        "provider",
                        "try",
                        "fullenrich.reverse-email",
                        "--input",
                        "person.work_email=ada.example@northwind.com",
                        "--sandbox")
                .out();
        assertThat(email)
                .contains("GET http://127.0.0.1", "/contact/reverse/email/bulk/", "HTTP 200")
                .containsAnyOf("found: ", "not found: ");
        String workflow = home.run(
                        "provider", "try", "n8n.enrich", "--input", "company.domain=northwind.com", "--sandbox")
                .out();
        assertThat(workflow).contains("taken; it calls back", "which a try does not wait for");
    }

    @Test
    void aFileThatIsNotThereIsToldSo() {
        CommandLineHome.Ended ended =
                home.run("provider", "check", home.file("none.yaml").toString());
        assertThat(ended.status()).isEqualTo(ExitCodes.NO_INPUT);
        assertThat(ended.err()).contains("none.yaml is not there");
        assertThat(home.run("provider", "list", "--providers", home.file("none").toString())
                        .err())
                .contains("is no folder that can be read");
    }

    @Test
    void aTryAgainstTheSandboxExplainsTheCall() {
        String zenrows = home.run(
                        "provider", "try", "zenrows.text-js", "--input", "company.domain=acme1.com", "--sandbox")
                .orThrow()
                .out();
        assertThat(zenrows)
                .contains("apikey=***&url=https%3A%2F%2Facme1.com", "web.content_text", "5 request, as the answer says")
                .doesNotContain("sandbox-key");
        String exa = home.run("provider", "try", "exa.answer", "--input", "company.name=Acme", "--sandbox")
                .orThrow()
                .out();
        assertThat(exa).contains("x-api-key: ***", "\"query\":\"What does the company Acme sell", "web.citations");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "exa.contents~company.domian=a.com~Did you mean 'company.domain'",
                "exa.contents~company.domain~Write --input company.domain=acme.com",
                "exa.contents~company.domain=not a domain~cannot be read as company.domain",
                "exa.contents~person.full_name=Ada~cannot be asked with [person.full_name]. Give, as --input field=value, one of:",
                "exa.content~company.domain=a.com~exa has no operation 'content'. It has: company, search, contents, answer.",
                "exa.contents~company.domain=a.com~There is no key for exa. Set WEIR_EXA_API_KEY",
            })
    void whatCannotBeTriedIsToldBeforeAnythingIsAsked(String name, String input, String told) {
        CommandLineHome.Ended ended = home.run("provider", "try", name, "--input", input);
        assertThat(ended.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(ended.err()).contains(told);
    }

    @Test
    void aProviderOfOnesOwnThatNeedsNoKeyIsNoReasonForTheSandboxWhereItIsNamed() throws IOException {
        Files.createDirectories(home.file("own"));
        home.write("own/own.yaml", GOOD);
        String list = home.write("list.csv", "Domain\nacme.com\n").toString();
        CommandLineHome.Ended named = home.run(
                "enrich",
                list,
                "--fields",
                "company.name",
                "--waterfall",
                "company.name=own",
                "--providers",
                home.file("own").toString(),
                "--quote");
        assertThat(named.orThrow().err()).contains("company.name  own").doesNotContain("SANDBOX");
        assertThat(home.run("enrich", list, "--fields", "company.industry", "--quote")
                        .orThrow()
                        .err())
                .contains("SANDBOX");
    }

    @Test
    void aProviderThatIsOffIsAskedOnlyWhereAWaterfallNamesIt() {
        home.with("WEIR_CLEARBIT_COMPANY_API_KEY", "k");
        String list = home.write("list.csv", "Domain\nacme.com\n").toString();
        CommandLineHome.Ended refused = home.run("enrich", list, "--fields", "company.revenue_range", "--quote");
        assertThat(refused.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(refused.err())
                .contains("clearbit-company is asked only where --waterfall names it: Clearbit takes no");
        CommandLineHome.Ended named = home.run(
                "enrich",
                list,
                "--fields",
                "company.revenue_range",
                "--waterfall",
                "company.revenue_range=clearbit-company",
                "--quote");
        assertThat(named.orThrow().err()).contains("company.revenue_range  clearbit-company");
    }
}
