package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.CallbackSignature;
import dev.weir.provider.Heard;
import dev.weir.provider.Item;
import dev.weir.provider.LateOperation;
import dev.weir.provider.OperationId;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a declaration can say of answers that come later, and what it must not leave open. */
class LateDeclarationTest {

    private static final String LATE = """
            provider: acme
            title: Acme
            baseUrl: https://api.acme.example
            secrets: [token]
            headers: { X-Token: "{secret.token}" }
            operations:
              - name: enrich
                title: Enrich
                version: 1
                inputs: [[company.domain]]
                batchSize: 20
                request:
                  method: POST
                  path: /jobs
                  json:
                    notify: "{submission.callback}"
                    rows: { $each: { ref: "{item.key}", domain: "{company.domain}" } }
                later:
                  id: /job
                  list: /rows
                  key: /ref
                  patience: 6h
                  typical: 3m
                  again: free
                  reading:
                    - when: { body: { /state: { equals: failed } } }
                      reply: TROUBLE
                  poll:
                    request: { method: GET, path: "/jobs/{submission.id}" }
                    reading:
                      - when: { status: 202 }
                        reply: AGAIN
                    at: /result
                    first: 30s
                    factor: 3
                    longest: 20m
                  callback:
                    at: /result
                    signature: { scheme: hmac-sha256-base64, header: X-Sig, secret: token, timestampHeader: X-Time, window: 2m }
                fields: { company.name: /name }
                cost: { billing: result, milli: 500 }
                pace: { concurrency: 1 }
                repeat: unknown
            """;

    @TempDir
    Path folder;

    private List<String> problems(String from, String to) throws IOException {
        assertThat(LATE).contains(from);
        List<String> problems = new java.util.ArrayList<>();
        Path file = folder.resolve("acme.yaml");
        Files.writeString(file, LATE.replace(from, to));
        assertThatThrownBy(() -> Providers.load(folder))
                .isInstanceOfSatisfying(BadDeclarationException.class, bad -> problems.addAll(bad.problems()));
        return problems;
    }

    private LateOperation enrich() throws IOException {
        Files.writeString(folder.resolve("acme.yaml"), LATE);
        return (LateOperation) Providers.load(folder)
                .operation(OperationId.parse("acme.enrich"))
                .orElseThrow();
    }

    private static Submission rows(LateOperation operation, String... keys) {
        return new Submission(
                "weir-7",
                java.util.Arrays.stream(keys)
                        .map(key -> new Item(key, Known.ask(operation)))
                        .toList(),
                null);
    }

    @Test
    void whatIsDeclaredIsWhatIsSentAndRead() throws IOException {
        LateOperation enrich = enrich();
        assertThat(enrich.spec().batchSize()).isEqualTo(20);
        assertThat(enrich.patience()).isEqualTo(Duration.ofHours(6));
        assertThat(enrich.typical()).isEqualTo(Duration.ofMinutes(3));
        assertThat(enrich.againIsFree()).isTrue();
        assertThat(enrich.polling())
                .contains(new LateOperation.Polling(Duration.ofSeconds(30), 3, Duration.ofMinutes(20)));
        assertThat(enrich.signature().orElseThrow())
                .isEqualTo(new CallbackSignature(
                        CallbackSignature.Scheme.HMAC_SHA256_BASE64,
                        "x-sig",
                        "",
                        "token",
                        List.of(),
                        "x-time",
                        Duration.ofMinutes(2),
                        true));
        TokenVendor vendor = new TokenVendor(ScriptedVendor.json(201, "{\"job\":9007199254740993}"));
        assertThat(enrich.submit(rows(enrich, "K1", "K2"), vendor))
                .isEqualTo(new Submitted.Accepted("9007199254740993", Map.of()));
        assertThat(LateContract.sent(vendor.last()))
                .isEqualTo("/jobs{\"rows\":[{\"ref\":\"K1\",\"domain\":\"example.com\"},"
                        + "{\"ref\":\"K2\",\"domain\":\"example.com\"}]}");
    }

    @Test
    void anItemMayFailByItself() throws IOException {
        LateOperation enrich = enrich();
        TokenVendor vendor = new TokenVendor(ScriptedVendor.json(
                200,
                "{\"result\":{\"rows\":[{\"ref\":\"K2\",\"name\":\"Two\"},{\"ref\":\"K1\",\"state\":\"failed\"}]}}"));
        Heard heard = enrich.poll(rows(enrich, "K1", "K2"), "../x y", vendor);
        assertThat(heard.answers().get("K1")).isInstanceOf(Reply.Trouble.class);
        assertThat(heard.answers().get("K2")).isInstanceOf(Reply.Found.class);
        assertThat(vendor.last().path()).isEqualTo("/jobs/..%2Fx%20y");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rows: { $each: { ref: \"{item.key}\", domain: \"{company.domain}\" } }|domain: \"{company.domain}\"|needs {$each",
                "notify: \"{submission.callback}\"|notify: \"{company.domain}\"|belong to one item of many",
                "notify: \"{submission.callback}\"|notify: \"{submission.calback}\"|is not known here. Did you mean",
                "\"{submission.callback}\"|\"{submission.id}\"|{submission.id} is not known here",
                "path: /jobs\\n|path: \"/jobs/{item.key}\"\\n|{item.key} is not known here",
                "      list: /rows|      total: { pointer: /cost }|belong together",
                "reply: AGAIN|reply: ACCEPTED|only a submission is ACCEPTED",
                "secret: token, timestampHeader|secret: tokn, timestampHeader|'tokn' is not declared",
                "longest: 20m|longest: 10s|its longest pause is no shorter than its first",
                "patience: 6h|patience: 0s|patience is longer than nothing",
                "batchSize: 20|batchSize: 0|it is at least 1",
            })
    void whatIsLeftToChanceIsRefused(String from, String to, String sentence) throws IOException {
        String line = from.replace("\\n", "\n");
        assertThat(problems(line, to.replace("\\n", "\n")))
                .anySatisfy(problem -> assertThat(problem).contains(sentence));
    }

    @Test
    void somethingMustBringTheAnswer() throws IOException {
        String later = LATE.substring(LATE.indexOf("      poll:"), LATE.indexOf("    fields:"));
        assertThat(problems(later, ""))
                .anySatisfy(problem -> assertThat(problem).contains("declare 'poll', 'callback' or both"));
        assertThat(problems(
                        LATE.substring(LATE.indexOf("    later:"), LATE.indexOf("    fields:")), "    later: shared\n"))
                .anySatisfy(problem -> assertThat(problem).contains("needs a section 'later' in the file"));
    }
}
