package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FieldKindTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TEXT             | ' Ada '                                   | Ada
            TEXT             | '   '                                     |
            EMAIL            | Ada@Example.COM                           | ada@example.com
            EMAIL            | mailto:ada@example.com                    | ada@example.com
            EMAIL            | Ada Example <Ada@Example.com>             | ada@example.com
            EMAIL            | <>                                        |
            EMAIL            | a***@example.com                          |
            EMAIL            | ada@localhost                             |
            EMAIL            | ada..b@example.com                        |
            EMAIL            | ada@exa mple.com                          |
            EMAIL            | not an address                            |
            EMAIL            | ada@bücher.example                        | ada@xn--bcher-kva.example
            DOMAIN           | https://WWW.Example.com:8443/a?b#c        | example.com
            DOMAIN           | //example.com                             | example.com
            DOMAIN           | example.com.                              | example.com
            DOMAIN           | www.com                                   | www.com
            DOMAIN           | 192.168.0.1                               |
            DOMAIN           | localhost                                 |
            DOMAIN           | ada@example.com                           |
            DOMAIN           | https://good.example@evil.example         |
            DOMAIN           | exam_ple..com                             |
            URL              | example.com/About?x=1                     | https://example.com/About?x=1
            URL              | HTTP://WWW.Example.com/                   | http://www.example.com
            URL              | javascript://example.com/%0aalert(1)      |
            URL              | https://user:pass@example.com             |
            URL              | ftp://example.com                         |
            DOMAIN           | jägermeister.de                           | xn--jgermeister-l8a.de
            DOMAIN           | https://www.JÄGERMEISTER.de/x             | xn--jgermeister-l8a.de
            DOMAIN           | straße.de                                 | xn--strae-oqa.de
            DOMAIN           | strasse.de                                | strasse.de
            DOMAIN           | βόλος.com                                 | xn--nxasmm1c.com
            DOMAIN           | 日本語。jp                                   | xn--wgv71a119e.jp
            DOMAIN           | ß!.de                                     |
            EMAIL            | ada@straße.de                             | ada@xn--strae-oqa.de
            URL              | jägermeister.de                           | https://xn--jgermeister-l8a.de
            URL              | https://Jägermeister.de:8443/a?b#c        | https://xn--jgermeister-l8a.de:8443/a?b#c
            URL              | https://ada@jägermeister.de               |
            URL              | https://jäger meister.de                  |
            LINKEDIN_PERSON  | http://fr.linkedin.com/in/Ada-Example/?x=1 | https://www.linkedin.com/in/ada-example
            LINKEDIN_PERSON  | linkedin.com/in/ada-example/en            | https://www.linkedin.com/in/ada-example
            LINKEDIN_PERSON  | in/ada                                    | https://www.linkedin.com/in/ada
            LINKEDIN_PERSON  | https://www.linkedin.com/in/Andr%C3%89    | https://www.linkedin.com/in/andr%c3%a9
            LINKEDIN_PERSON  | https://www.linkedin.com/in/André         | https://www.linkedin.com/in/andr%c3%a9
            LINKEDIN_PERSON  | https://notlinkedin.com/in/ada            |
            LINKEDIN_PERSON  | https://www.linkedin.com/company/example  |
            LINKEDIN_PERSON  | https://www.linkedin.com/in/              |
            LINKEDIN_PERSON  | https://www.linkedin.com/in/%zz           |
            LINKEDIN_COMPANY | https://www.linkedin.com/company/Example/ | https://www.linkedin.com/company/example
            PHONE            | +33 (0)4 00 00 00 00                      | +33400000000
            PHONE            | 0033 4 00 00 00 00                        | +33400000000
            PHONE            | (212) 555-0100 ext. 12                    | 2125550100
            PHONE            | 1-800-FLOWERS                             |
            PHONE            | 12345                                     |
            COUNT            | 0                                         |
            COUNT            | -3                                        |
            COUNT            | 1,234                                     | 1234
            COUNT            | 1 234 567                                 | 1234567
            COUNT            | 10K                                       | 10000
            COUNT            | 2.5                                       |
            COUNT            | 99999999999999999999                      |
            YEAR             | 2012-05-01                                | 2012
            YEAR             | 0                                         |
            SCORE            | 0                                         | 0
            SCORE            | 101                                       |
            DECIMAL          | $31M                                      | 31000000
            DECIMAL          | 8.50                                      | 8.5
            DECIMAL          | 1e999999999                               |
            BOOLEAN          | Yes                                       | true
            BOOLEAN          | maybe                                     |
            SENIORITY        | C-Suite                                   | c_level
            SENIORITY        | wizard                                    | other
            COMPANY_TYPE     | privately held                            | private
            EMAIL_STATUS     | accept_all                                | catch_all
            EMAIL_STATUS     | verified?                                 |
            COUNTRY_CODE     | fr                                        | FR
            COUNTRY_CODE     | UK                                        | GB
            COUNTRY_CODE     | DEU                                       | DE
            COUNTRY_CODE     | France                                    |
            TIME             | 2026-07-28                                | 2026-07-28
            TIME             | 2026-07-28 09:30:00 UTC                   | 2026-07-28T09:30:00Z
            TIME             | 2026-07-28T09:30:00+02:00                 | 2026-07-28T07:30:00Z
            TIME             | 2026-02-30                                |
            """)
    void readsWhatIsWrittenForIt(FieldKind kind, String raw, String canonical) {
        assertThat(kind.normalise(raw).map(Fields::toText)).isEqualTo(Optional.ofNullable(canonical));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1                  | 1-10
            10                 | 1-10
            240                | 201-500
            201-500            | 201-500
            201-500 employees  | 201-500
            201 – 500          | 201-500
            51-250             | 51-200
            251-1K             | 501-1000
            1,001 to 5,000     | 1001-5000
            1K-5K              | 1001-5000
            10K-50K            | 10001+
            100K+              | 10001+
            1000+              | 1001-5000
            10001+             | 10001+
            5001+              | 5001-10000
            > 10,000           | 10001+
            over 500 people    | 501-1000
            less than 10       | 1-10
            0                  |
            0-0                |
            500-201            |
            many               |
            1-Oct              |
            """)
    void employeeRangesOfOthersBecomeCanonicalOnes(String raw, String canonical) {
        assertThat(FieldKind.EMPLOYEE_RANGE.normalise(raw)).isEqualTo(Optional.ofNullable(canonical));
    }

    @Test
    void employeeCountsBecomeTheirRange() {
        assertThat(FieldKind.EMPLOYEE_RANGE.normalise(10_001)).contains("10001+");
        assertThat(FieldKind.EMPLOYEE_RANGE.normalise(10_000L)).contains("5001-10000");
        assertThat(FieldKind.EMPLOYEE_RANGE.normalise(0)).isEmpty();
        assertThat(FieldKind.EMPLOYEE_RANGE.normalise(new BigDecimal("1e999999")))
                .isEmpty();
    }

    @Test
    void booleansThatMaskAValueAreNoValues() {
        for (FieldKind kind : FieldKind.values()) {
            if (kind != FieldKind.BOOLEAN) {
                assertThat(kind.normalise(true)).as(kind.name()).isEmpty();
            }
        }
    }

    @Test
    void textLosesWhatADatabaseCannotStore() {
        assertThat(FieldKind.TEXT.normalise("a\u0000b")).contains("a b");
        assertThat(FieldKind.TEXT.normalise("\ufeff\u00a0Ada\u200b")).contains("Ada");
        assertThat(FieldKind.TEXT.normalise("half \ud83d a pair")).contains("half \ufffd a pair");
        assertThat(FieldKind.TEXT.normalise("e\u0301")).contains("é");
        assertThat(FieldKind.TEXT.normalise("two\nlines")).contains("two\nlines");
    }

    @Test
    void listsAreDistinctAndWithoutHoles() {
        assertThat(FieldKind.LIST.normalise(Arrays.asList("a", null, " a ", "", 7, List.of("x"))))
                .contains(List.of("a", "7"));
        assertThat(FieldKind.LIST.normalise("a; b;;")).contains(List.of("a", "b"));
        assertThat(FieldKind.LIST.normalise(List.of())).isEmpty();
    }

    @Test
    void theHighestSeniorityOfAListCounts() {
        assertThat(FieldKind.SENIORITY.normalise(List.of("manager", "cxo", "wizard")))
                .contains("c_level");
        assertThat(FieldKind.SENIORITY.normalise(List.of())).isEmpty();
    }

    @Test
    void recordsKeepOnlyPlainMembers() {
        Object raw = List.of(Map.of("title", " Head ", "current", true, "years", 3, "odd", new Object()), "text");
        assertThat(FieldKind.RECORDS.normalise(raw))
                .contains(List.of(Map.of("title", "Head", "current", true, "years", 3L)));
    }

    static LongStream seeds() {
        Long replay = Long.getLong("weir.seed");
        return replay == null ? LongStream.range(0, 500) : LongStream.of(replay);
    }

    @ParameterizedTest(name = "seed {0} (replay with -Dweir.seed={0})")
    @MethodSource("seeds")
    void readingNeverThrowsAndReadingTwiceIsReadingOnce(long seed) {
        Random random = new Random(seed);
        Object raw = RawValues.any(random);
        for (FieldKind kind : FieldKind.values()) {
            Optional<Object> once = kind.normalise(raw);
            once.ifPresent(value -> {
                assertThat(Values.of("x", value).get("x")).contains(value);
                assertThat(kind.normalise(value)).as("%s of %s", kind, raw).contains(value);
            });
        }
    }
}
