package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.Exchange.Answered;
import dev.weir.provider.Operation;
import dev.weir.provider.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every trap that the vendors' pages name. */
class VendorTrapsTest {

    private static Reply reply(String id, Answered answer) {
        Operation operation = Known.operation(id);
        return operation.ask(Known.ask(operation), ScriptedVendor.says(answer));
    }

    private static Reply reply(String id, int status, String body) {
        return reply(id, ScriptedVendor.json(status, body));
    }

    private static Reply.Found found(String id, String body) {
        return (Reply.Found) reply(id, 200, body);
    }

    /** The page's answer with one piece of it replaced. */
    private static String changed(String page, String from, String to) {
        String json = Pages.json(page);
        assertThat(json).contains(from);
        return json.replace(from, to);
    }

    @Nested
    class Hunter {

        @Test
        void forbiddenMeansTooFastAndTooManyMeansOutOfCredits() {
            assertThat(reply("hunter.company", 403, "")).isEqualTo(new Reply.Throttled(null));
            assertThat(reply("hunter.company", 429, "{\"errors\":[{\"details\":\"Used up\"}]}"))
                    .isEqualTo(new Reply.OutOfCredits("HTTP 429: Used up"));
        }

        @Test
        void anAddressOfNullIsAMissThatIsFree() {
            String body = changed("hunter-email-finder", "\"Ada@example.com\"", "null");
            assertThat(reply("hunter.email-finder", 200, body))
                    .isInstanceOfSatisfying(
                            Reply.NotFound.class,
                            miss -> assertThat(miss.receipt().vendorCostMilli()).isZero());
            assertThat(reply("hunter.email-finder", 404, "{\"errors\":[]}")).isInstanceOf(Reply.NotFound.class);
        }

        @Test
        void stillWorkingMeansAskAgainInASecond() {
            Reply again = new Reply.Again(Duration.ofSeconds(1));
            assertThat(reply("hunter.email-finder", 202, "{\"data\":{}}")).isEqualTo(again);
            assertThat(reply("hunter.email-verifier", 202, "")).isEqualTo(again);
        }

        @Test
        void aFailedMailServerIsTroubleAlthoughItIsA2xx() {
            assertThat(reply("hunter.email-verifier", 222, "{\"data\":{\"status\":\"valid\"}}"))
                    .isInstanceOf(Reply.Trouble.class);
        }

        @ParameterizedTest
        @CsvSource({
            "valid, valid, 500",
            "webmail, risky, 500",
            "accept_all, catch_all, 500",
            "invalid, invalid, 500",
            "disposable, invalid, 500",
            "unknown, unknown, 0",
            "blocked, unknown, 500",
        })
        void everyStatusOfTheVerifierIsTranslated(String theirs, String ours, long cost) {
            Reply.Found found =
                    found("hunter.email-verifier", changed("hunter-email-verifier", "\"valid\"", "\"" + theirs + "\""));
            assertThat(found.values().get("email_verification.status")).contains(ours);
            assertThat(found.receipt().vendorCostMilli()).isEqualTo(cost);
        }

        @Test
        void theDeprecatedResultIsNotRead() {
            String body = changed("hunter-email-verifier", "\"deliverable\"", "\"undeliverable\"");
            assertThat(found("hunter.email-verifier", body).values().get("email_verification.status"))
                    .contains("valid");
        }

        @Test
        void aFinderWithoutVerificationFallsBackToAcceptAll() {
            String body = changed("hunter-email-finder", "\"accept_all\":false", "\"accept_all\":true")
                    .replace("{\"date\":\"2026-07-28\",\"status\":\"valid\"}", "null");
            assertThat(found("hunter.email-finder", body).values().get("person.work_email_status"))
                    .contains("catch_all");
            assertThat(found("hunter.email-finder", body.replace("\"accept_all\":true", "\"accept_all\":false"))
                            .values()
                            .has("person.work_email_status"))
                    .isFalse();
        }

        @ParameterizedTest
        @CsvSource({
            "'\"201-500\"', 201-500",
            "'\"10K-50K\"', 10001+",
            "'\"1000+\"', 1001-5000",
            "240, 201-500",
        })
        void companySizeIsATextOrANumber(String theirs, String ours) {
            String body = changed("hunter-company", "\"201-500\"", theirs);
            assertThat(found("hunter.company", body).values().get("company.employee_range"))
                    .contains(ours);
        }

        @Test
        void theCompanyHandleAlreadyNamesItsSection() {
            assertThat(found("hunter.company", Pages.json("hunter-company"))
                            .values()
                            .get("company.linkedin_url"))
                    .contains("https://www.linkedin.com/company/example");
        }

        @Test
        void anUnknownIndustryAndYearAreNotKnownAndTheRestIs() {
            String body = changed("hunter-company", "\"Air Freight & Logistics\"", "null")
                    .replace("\"foundedYear\":2012", "\"foundedYear\":null");
            Reply.Found found = found("hunter.company", body);
            assertThat(found.values().has("company.industry")).isFalse();
            assertThat(found.values().has("company.founded_year")).isFalse();
            assertThat(found.values().has("company.name")).isTrue();
        }

        @Test
        void anIncompleteCompanyIsGivenAndFree() {
            String sparse = changed("hunter-company", "\"employees\":\"201-500\"", "\"employees\":null");
            assertThat(found("hunter.company", sparse).receipt().vendorCostMilli())
                    .isZero();
            assertThat(found("hunter.company", Pages.json("hunter-company"))
                            .receipt()
                            .vendorCostMilli())
                    .isEqualTo(200);
        }

        @Test
        void aCompanyThatIsNothingButItsDomainIsAMiss() {
            assertThat(reply("hunter.company", 200, "{\"data\":{\"domain\":\"example.com\",\"name\":null}}"))
                    .isInstanceOf(Reply.NotFound.class);
        }

        @Test
        void aPersonOfNothingButNullsIsAMissThatIsFree() {
            String empty = """
                    {"data":{"id":null,"name":{"fullName":null,"givenName":null,"familyName":null},
                    "email":"ada@example.com","location":null,"timeZone":null,"geo":{"city":null,"country":null},
                    "employment":{"domain":"example.com","name":null,"title":null,"role":null,"seniority":null},
                    "linkedin":{"handle":null},"phone":null},"meta":{"email":"ada@example.com"}}
                    """;
            assertThat(reply("hunter.person", 200, empty))
                    .isInstanceOfSatisfying(
                            Reply.NotFound.class,
                            miss -> assertThat(miss.receipt().vendorCostMilli()).isZero());
        }

        @Test
        void aPersonWithoutAPositionIsGivenAndFree() {
            String body = changed("hunter-person", "\"Head of Operations\"", "null");
            assertThat(found("hunter.person", body).receipt().vendorCostMilli()).isZero();
        }

        @Test
        void anOptedOutSubjectIsBlockedForGood() {
            assertThat(reply("hunter.person", 451, "")).isInstanceOf(Reply.Blocked.class);
        }

        @Test
        void theFinderPrefersTheDomainAndSendsHandlesWithoutTheirAddress() {
            Operation finder = Known.operation("hunter.email-finder");
            assertThat(finder.spec().inputs().getFirst()).contains("company.domain");
            ScriptedVendor vendor = ScriptedVendor.says(404, "{}");
            finder.ask(Known.with(finder.spec(), Set.of("company.domain", "person.linkedin_url")), vendor);
            assertThat(vendor.call().target())
                    .isEqualTo("/email-finder?domain=example.com&linkedin_handle=ada-example&max_duration=10");
        }
    }

    @Nested
    class Apollo {

        @Test
        void inputsTravelInTheQueryAlsoOnPost() {
            Operation person = Known.operation("apollo.person");
            ScriptedVendor vendor = ScriptedVendor.says(200, "{}");
            person.ask(
                    Known.with(person.spec(), List.of("company.domain", "person.first_name", "person.last_name")),
                    vendor);
            assertThat(vendor.call().method()).isEqualTo("POST");
            assertThat(vendor.call().body()).isNull();
            assertThat(vendor.call().target())
                    .isEqualTo("/people/match?first_name=Ada&last_name=Example&domain=example.com"
                            + "&reveal_personal_emails=false&reveal_phone_number=false");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                {"person":null}
                {}
                {"request_id":-1}
                {"person":{}}
                {"person":{"id":null,"name":"Ada Example"}}
                """)
        void everyFormOfNothingIsAMiss(String body) {
            assertThat(reply("apollo.person", 200, body)).isInstanceOf(Reply.NotFound.class);
        }

        @Test
        void aRecordOfAnotherTypeIsABadAnswerAndNotAMiss() {
            assertThat(reply("apollo.person", 200, "{\"person\":\"Ada\"}")).isInstanceOf(Reply.BadAnswer.class);
            assertThat(reply("apollo.person", 200, "{\"person\":[1]}")).isInstanceOf(Reply.BadAnswer.class);
        }

        @Test
        void theLockedPlaceholderIsNoAddressEvenWhereItReadsVerified() {
            Reply.Found found = found(
                    "apollo.person", changed("apollo-person", "ada@example.com", "Email_Not_Unlocked@domain.com"));
            assertThat(found.values().has("person.work_email")).isFalse();
            assertThat(found.values().has("person.job_title")).isTrue();
        }

        @ParameterizedTest
        @CsvSource({
            "verified, valid",
            "Verified, valid",
            "extrapolated, risky",
            "likely to engage, risky",
            "unavailable, invalid",
            "unverified, unknown",
            "something new, unknown",
        })
        void everyStatusIsTranslated(String theirs, String ours) {
            Reply.Found found = found("apollo.person", changed("apollo-person", "\"verified\"", "\"" + theirs + "\""));
            assertThat(found.values().get("person.work_email_status")).contains(ours);
        }

        @Test
        void requestIdsKeepAll64BitsAndTheirSign() {
            Reply.Found found = found("apollo.person", Pages.json("apollo-person"));
            assertThat(found.receipt().requestId()).isEqualTo("-4021777330146620193");
            assertThat(found.receipt().recordId()).isEqualTo("60000000000000000000aaaa");
        }

        @Test
        void contactDataOfOurOwnWorkspaceIsNotFreshData() {
            String body = changed(
                    "apollo-person",
                    "\"email\":\"ada@example.com\"",
                    "\"email\":null,\"contact\":{\"email\":\"old@example.com\",\"sanitized_phone\":\"+33600000009\"}");
            assertThat(found("apollo.person", body).values().toString())
                    .doesNotContain("old@")
                    .doesNotContain("0009");
        }

        @Test
        void aWrongKeyIsToldInPlainText() {
            Answered plain = ScriptedVendor.answer(
                    401, Map.of("content-type", "text/plain; charset=utf-8"), "Invalid access credentials.");
            assertThat(reply("apollo.company", plain))
                    .isEqualTo(new Reply.AuthFailed("HTTP 401: Invalid access credentials."));
        }

        @Test
        void aKeyWithoutThisEndpointIsRefused() {
            assertThat(reply("apollo.company", 403, "{\"error\":\"no access\",\"error_code\":\"API_INACCESSIBLE\"}"))
                    .isEqualTo(new Reply.AuthFailed("HTTP 403: no access"));
        }

        @Test
        void emptyLimitHeadersMeanNothing() {
            Answered limited = ScriptedVendor.answer(
                    429, Map.of("x-rate-limit-minute", "", "x-minute-requests-left", "", "retry-after", ""), "{}");
            assertThat(reply("apollo.company", limited)).isEqualTo(new Reply.Throttled(null));
            Answered timed = ScriptedVendor.answer(429, Map.of("retry-after", "24"), "{}");
            assertThat(reply("apollo.company", timed)).isEqualTo(new Reply.Throttled(Duration.ofSeconds(24)));
        }

        @Test
        void anEmptyPrimaryPhoneFallsBackToThePhone() {
            String body = changed(
                    "apollo-company",
                    "{\"number\":\"+33 4 00 00 00 00\",\"source\":\"Scraped\",\"sanitized_number\":\"+33400000000\"}",
                    "{}");
            assertThat(found("apollo.company", body).values().get("company.phone"))
                    .contains("+33400000000");
        }

        @Test
        void theNumberOfEmployeesGivesTheRangeToo() {
            Reply.Found found = found("apollo.company", Pages.json("apollo-company"));
            assertThat(found.values().get("company.employee_count")).contains(240L);
            assertThat(found.values().get("company.employee_range")).contains("201-500");
            String unknown =
                    changed("apollo-company", "\"estimated_num_employees\":240", "\"estimated_num_employees\":0");
            assertThat(found("apollo.company", unknown).values().fields())
                    .doesNotContain("company.employee_count", "company.employee_range");
        }

        @Test
        void moneyAndGrowthAreExactNumbers() {
            Reply.Found found = found("apollo.company", Pages.json("apollo-company"));
            assertThat(found.values().get("company.annual_revenue")).contains(new BigDecimal("31000000"));
            assertThat(found.values().get("company.funding_total")).contains(new BigDecimal("1200000.5"));
            assertThat(found.values().get("company.headcount_growth_12m")).contains(new BigDecimal("8.5"));
        }

        @Test
        void jobsAreGivenInOurWords() {
            assertThat(found("apollo.person", Pages.json("apollo-person"))
                            .values()
                            .get("person.employment_history"))
                    .contains(List.of(Map.of(
                            "title", "Head of Operations",
                            "company_name", "Example Ltd",
                            "start", "2021-03-01",
                            "current", true)));
        }

        @Test
        void aCompanyAskedByNameGivesItsDomain() {
            Operation company = Known.operation("apollo.company");
            Reply reply = company.ask(
                    Known.with(company.spec(), Set.of("company.name")),
                    ScriptedVendor.says(Pages.answer("apollo-company")));
            assertThat(((Reply.Found) reply).values().get("company.domain")).contains("example.com");
        }
    }

    @Nested
    class PeopleDataLabs {

        @Test
        void booleansInPlaceOfContactDataAreNoValuesAndNoMistake() {
            String masked = changed("pdl-person", "\"work_email\":\"ada@example.com\"", "\"work_email\":true")
                    .replace("\"mobile_phone\":\"+33600000001\"", "\"mobile_phone\":true")
                    .replace(
                            "\"recommended_personal_email\":\"ada.example@mail.example\"",
                            "\"recommended_personal_email\":true")
                    .replace("[\"ada.example@mail.example\"]", "true")
                    .replace("\"location_locality\":\"lyon\"", "\"location_locality\":true");
            Reply.Found found = found("pdl.person", masked);
            assertThat(found.values().fields())
                    .doesNotContain(
                            "person.work_email", "person.mobile_phone", "person.personal_email", "person.location.city")
                    .contains("person.full_name", "person.job_title");
            assertThat(reply(
                            "pdl.company",
                            200,
                            changed(
                                    "pdl-company",
                                    "{\"locality\":\"lyon\",\"region\":\"auvergne-rhone-alpes\",\"country\":\"france\"}",
                                    "true")))
                    .isInstanceOf(Reply.Found.class);
        }

        @Test
        void aPersonOfNothingButMasksIsAMissThatCost() {
            Answered masked = ScriptedVendor.answer(
                    200, Map.of("x-call-credits-spent", "1"), "{\"status\":200,\"data\":{\"work_email\":true}}");
            assertThat(reply("pdl.person", masked)).isInstanceOfSatisfying(Reply.NotFound.class, miss -> {
                assertThat(miss.receipt().vendorCostMilli()).isEqualTo(1000);
                assertThat(miss.receipt().reported()).isTrue();
            });
        }

        @Test
        void whatTheVendorSaysItChargedIsBelieved() {
            Answered answer = Pages.answer("pdl-person", Map.of("x-call-credits-spent", "0.25"));
            Reply.Found found = (Reply.Found) reply("pdl.person", answer);
            assertThat(found.receipt().vendorCostMilli()).isEqualTo(250);
            assertThat(found.receipt().reported()).isTrue();
        }

        @ParameterizedTest
        @CsvSource({"''", "free", "-1", "1e9", "99999999999999999999"})
        void anAmountThatIsNoneIsEstimated(String header) {
            Answered answer = Pages.answer("pdl-person", Map.of("x-call-credits-spent", header));
            Reply.Found found = (Reply.Found) reply("pdl.person", answer);
            assertThat(found.receipt().vendorCostMilli()).isEqualTo(1000);
            assertThat(found.receipt().reported()).isFalse();
        }

        @Test
        void limitHeadersThatAreJsonDoNotDisturb() {
            Answered limited = ScriptedVendor.answer(429, Map.of("x-ratelimit-reset", "{\"minute\":100}"), "{}");
            assertThat(reply("pdl.company", limited)).isEqualTo(new Reply.Throttled(null));
        }

        @Test
        void addressesWithoutASchemeBecomeWhole() {
            Reply.Found found = found("pdl.person", Pages.json("pdl-person"));
            assertThat(found.values().get("person.linkedin_url")).contains("https://www.linkedin.com/in/ada-example");
            assertThat(found.values().get("company.linkedin_url")).contains("https://www.linkedin.com/company/example");
        }

        @Test
        void theHighestLevelIsTheSeniority() {
            assertThat(found("pdl.person", Pages.json("pdl-person")).values().get("person.seniority"))
                    .contains("director");
        }

        @Test
        void theEmployerIsAskedForByItsDomainOrElseItsName() {
            Operation person = Known.operation("pdl.person");
            Ask both = Known.with(person.spec(), Set.of("person.full_name", "company.domain", "company.name"));
            ScriptedVendor vendor = ScriptedVendor.says(404, "{}");
            person.ask(both, vendor);
            assertThat(vendor.call().target())
                    .isEqualTo("/person/enrich?name=Ada+Example&company=example.com&titlecase=true");
        }

        @Test
        void nothingFoundIsAStatusAndFree() {
            assertThat(reply("pdl.company", 404, "{\"status\":404,\"error\":{\"type\":\"not_found\"}}"))
                    .isInstanceOfSatisfying(
                            Reply.NotFound.class,
                            miss -> assertThat(miss.receipt().vendorCostMilli()).isZero());
        }
    }

    @Test
    void whatWeSaidOurselvesIsNoFind() {
        Operation company = Known.operation("apollo.company");
        Reply reply = company.ask(
                Known.with(company.spec(), Set.of("company.name")),
                ScriptedVendor.says(200, "{\"organization\":{\"id\":\"1\",\"name\":\"Example Ltd\"}}"));
        assertThat(reply).isInstanceOf(Reply.NotFound.class);
    }

    @Test
    void aTextWhereAnObjectBelongsIsABadAnswerAndNotAMiss() {
        assertThat(reply("hunter.company", 200, "{\"data\":{\"metrics\":\"none\"}}"))
                .isInstanceOf(Reply.BadAnswer.class);
        assertThat(reply("hunter.email-finder", 200, "{\"data\":\"none\"}")).isInstanceOf(Reply.BadAnswer.class);
        assertThat(reply("hunter.email-finder", 200, "{\"data\":{\"email\":17}}"))
                .isInstanceOf(Reply.BadAnswer.class);
    }
}
