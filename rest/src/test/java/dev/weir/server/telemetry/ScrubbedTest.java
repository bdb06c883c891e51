package dev.weir.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScrubbedTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "no room for ada@example.org here | no room for <email> here",
                "GET https://api.example/v2/find?key=abc&q=Ada failed | GET <url> failed",
                "/v2/find?key=abc is gone | /v2/find<query> is gone",
                "cannot read \"Ada Lovelace\" as a number | cannot read <text> as a number",
                "cannot read \"Ada Lovel | cannot read <text>",
                "a row can't be 'Ada Lovelace', isn't it | a row can't be <text>, isn't it",
                "Bearer abcdef was refused | Bearer <secret> was refused",
                "api_key: abcdef was refused | api_key <secret> was refused",
                "weir_12_34_abcdefGHIJKL0123 is revoked | <token> is revoked",
                "call +49 (30) 1234-5678 now | call <number> now",
                "Key (name)=(Ada Lovelace) exists | Key <text>=<text> exists",
                "threw [Request failed: Ada Lovelace] with a cause | threw <text> with a cause",
                "name=Ada, domain=x | name=<value>, domain=<value>",
                "row 12 of job 34 failed its run | row 12 of job 34 failed its run",
                "duplicate key value violates unique constraint | duplicate key value violates unique constraint"
            })
    void whatMayBeSomebodysIsTakenOut(String message, String left) {
        assertThat(Scrubbed.of(message)).isEqualTo(left);
    }

    @Test
    void furtherLinesAndLongMessagesAreCut() {
        assertThat(Scrubbed.of("a key is there already\n  Detail: Key (name)=(Ada) exists"))
                .isEqualTo("a key is there already");
        assertThat(Scrubbed.of("many words ".repeat(100_000)).length()).isLessThan(400);
    }
}
