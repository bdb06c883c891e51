package dev.weir.acceptance.audience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.audience.Facts.Asked;
import dev.weir.acceptance.audience.Facts.Job;
import dev.weir.acceptance.audience.Facts.Request;
import dev.weir.acceptance.audience.Facts.Subscriber;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Truth;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The harness's own proof: what fits is shown, and each planted fault is named. */
class AudienceReckoningTest {

    private static final BurstPlan PLAN = new BurstPlan(200, 400, 0, 60, 110, 7);
    private static final Instant BEGIN = Instant.parse("2026-10-01T00:00:00Z");
    private static final Script SCRIPT = Script.of(PLAN, BEGIN);
    private static final Truth TRUTH = Truth.of(SandboxSettings.DEFAULT);
    private static final Worth WORTH = new Worth(10);

    private final List<Subscriber> subscribers = new ArrayList<>();
    private final Map<String, Integer> created = new HashMap<>();
    private final List<Request> requests = new ArrayList<>();
    private final List<Job> jobs = new ArrayList<>(List.of(new Job(1, 100, 100), new Job(2, 10, 10)));
    private final Map<String, Asked> asked = new HashMap<>();
    private final Map<How, Map<Integer, Integer>> answers = new EnumMap<>(How.class);
    private long counted = SCRIPT.all().size();
    private long refused;
    private long deliveries = PLAN.genuine();
    private String verified = "";

    AudienceReckoningTest() {
        int through = 0;
        for (String email : Script.wanted(SCRIPT.all())) {
            boolean known = Profile.of(TRUTH, email).isKnown();
            if (through == PLAN.workspaceCap()) {
                requests.add(new Request(email, "b", Request.PENDING, null, null, null));
                continue;
            }
            requests.add(new Request(
                    email,
                    "b",
                    known ? Request.COMPLETED : Request.FAILED,
                    known ? null : "not_found",
                    1L + through / 100,
                    through % 100));
            asked.put(email, new Asked(1, known ? 1 : 0));
            through++;
        }
        SCRIPT.all().forEach((email, expected) -> {
            created.put(email, 1);
            Map<String, String> found = new HashMap<>(
                    asked.containsKey(email) ? Profile.of(TRUTH, email).values() : Map.of());
            found.keySet().removeAll(expected.given().keySet());
            Map<String, String> known = new HashMap<>(found);
            known.putAll(expected.given());
            int points = WORTH.points(expected.person().type(), known);
            subscribers.add(new Subscriber(
                    email,
                    expected.person().type(),
                    expected.subscribed(),
                    expected.given(),
                    found,
                    new BigDecimal(points + ".000"),
                    Worth.tier(points)));
        });
        for (Message message : SCRIPT.messages()) {
            answers.computeIfAbsent(message.how(), _ -> new HashMap<>())
                    .merge(message.how().status(), 1, Integer::sum);
        }
    }

    private List<String> wrong() {
        return wrong(true);
    }

    private List<String> wrong(boolean undisturbed) {
        Facts facts =
                new Facts(subscribers, counted, created, requests, jobs, asked, refused, answers, deliveries, verified);
        return Reckoning.wrong(SCRIPT.all(), facts, TRUTH, WORTH, PLAN.workspaceCap(), undisturbed);
    }

    private <T> void change(List<T> some, int at, UnaryOperator<T> how) {
        some.set(at, how.apply(some.get(at)));
    }

    private int first(int state) {
        return requests.indexOf(requests.stream()
                .filter(request -> request.state() == state)
                .findFirst()
                .orElseThrow());
    }

    private static Request with(Request of, int state, @Nullable String reason) {
        return new Request(of.email(), of.blueprint(), state, reason, of.job(), of.row());
    }

    private static Subscriber with(Subscriber of, String type, Map<String, String> given, Map<String, String> found) {
        return new Subscriber(of.email(), type, of.subscribed(), given, found, of.score(), of.tier());
    }

    private Subscriber found() {
        return subscribers.stream()
                .filter(one -> one.found().containsKey(Profile.SIZE))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatFitsIsShown() {
        assertThat(wrong()).isEmpty();
        assertThat(requests).hasSizeGreaterThan(PLAN.workspaceCap());
        assertThat(Stream.of(Request.COMPLETED, Request.FAILED, Request.PENDING))
                .allMatch(state -> first(state) >= 0);
        assertThat(subscribers).anyMatch(one -> !one.subscribed());
    }

    @Test
    void whoIsMissingAStrangerOrOtherThanWasSaidIsNamed() {
        Subscriber lost = subscribers.removeFirst();
        assertThat(wrong()).hasSize(2).contains(lost.email() + " is no subscriber");

        subscribers.addFirst(with(lost, "other", Map.of(), lost.found()));
        assertThat(wrong())
                .anySatisfy(one -> assertThat(one).startsWith(lost.email() + " has type other"))
                .anySatisfy(one -> assertThat(one).startsWith(lost.email() + " has given {}"));

        subscribers.set(0, lost);
        subscribers.add(new Subscriber("forged1@gmail.com", "personal", true, Map.of(), Map.of(), null, null));
        counted++;
        assertThat(wrong()).containsExactly("forged1@gmail.com is a subscriber, and no source said so");

        subscribers.set(subscribers.size() - 1, lost);
        assertThat(wrong()).containsExactly(lost.email() + " is there twice");

        subscribers.removeLast();
        counted--;
        change(
                subscribers,
                0,
                of -> new Subscriber(
                        of.email(), of.type(), !of.subscribed(), of.given(), of.found(), of.score(), of.tier()));
        created.put(lost.email(), 2);
        assertThat(wrong())
                .hasSize(2)
                .anySatisfy(one -> assertThat(one).startsWith(lost.email() + " has subscribed "))
                .contains(lost.email() + " was created 2 times, by its events");
    }

    @Test
    void aValueThatIsNotTheVendorsIsNamed() {
        Subscriber right = found();
        int at = subscribers.indexOf(right);
        Map<String, String> other = new HashMap<>(right.found());
        other.put(Profile.SIZE, "1");
        subscribers.set(at, with(right, right.type(), right.given(), other));
        assertThat(wrong()).singleElement().asString().contains("has found company.employee_count 1, and should have");

        other.remove(Profile.SIZE);
        subscribers.set(at, with(right, right.type(), right.given(), other));
        assertThat(wrong()).singleElement().asString().contains("has found company.employee_count null");
    }

    @Test
    void aScoreOrATierThatIsAnotherIsNamed() {
        Subscriber right = subscribers.getFirst();
        BigDecimal score = Objects.requireNonNull(right.score());
        subscribers.set(
                0,
                new Subscriber(
                        right.email(),
                        right.type(),
                        right.subscribed(),
                        right.given(),
                        right.found(),
                        score.add(BigDecimal.ONE),
                        right.tier()));
        assertThat(wrong()).singleElement().asString().contains(" is worth ");

        subscribers.set(
                0,
                new Subscriber(
                        right.email(), right.type(), right.subscribed(), right.given(), right.found(), score, "Z"));
        assertThat(wrong()).singleElement().asString().contains(" has tier Z");
    }

    @Test
    void aRequestThatIsNobodysMissingTooManyOrUnderWayIsNamed() {
        Request pending = requests.remove(first(Request.PENDING));
        assertThat(wrong()).containsExactly(pending.email() + " has no request");

        String corporate = subscribers.stream()
                .filter(one -> one.type().equals("corporate"))
                .findFirst()
                .orElseThrow()
                .email();
        requests.add(pending);
        requests.add(new Request(corporate, "b", Request.PENDING, null, null, null));
        assertThat(wrong()).containsExactly(corporate + " has a request, and no trigger takes such a person");

        requests.removeLast();
        change(
                requests,
                requests.indexOf(pending),
                of -> new Request(of.email(), "b", Request.SUBMITTED, null, 2L, 10));
        jobs.set(1, new Job(2, 11, 11));
        assertThat(wrong())
                .containsExactly(
                        "the request of " + pending.email() + " is still under way",
                        "111 subscribers were submitted, and caps let 110 through",
                        "the vendor was not asked about " + pending.email());
    }

    @Test
    void anEndThatIsNotTheVendorsIsNamed() {
        int completed = first(Request.COMPLETED);
        change(requests, completed, of -> with(of, Request.FAILED, "not_found"));
        assertThat(wrong()).anySatisfy(one -> assertThat(one).endsWith("and the vendor knows the person"));

        change(requests, completed, of -> with(of, Request.COMPLETED, null));
        change(requests, first(Request.FAILED), of -> with(of, Request.FAILED, "timed_out"));
        assertThat(wrong()).singleElement().asString().contains("failed as timed_out");

        change(requests, first(Request.FAILED), of -> with(of, Request.COMPLETED, null));
        assertThat(wrong()).singleElement().asString().endsWith("is completed, and the vendor knows nobody");
    }

    @Test
    void aJobThatIsTooLargeOrAnothersAndARowOfTwoAreNamed() {
        jobs.set(0, new Job(1, 101, 100));
        assertThat(wrong()).containsExactly("job 1 says 101 rows, has 100, and is of 100 requests");

        jobs.removeFirst();
        assertThat(wrong()).containsExactly("job 1 is of requests, and is none of the audience's");

        jobs.addFirst(new Job(1, 100, 100));
        Request second = requests.get(1);
        change(requests, 1, of -> new Request(of.email(), "b", of.state(), of.reason(), of.job(), 0));
        assertThat(wrong()).contains("row 0 of job " + second.job() + " is two requests'");
    }

    @Test
    void whatTheVendorWasAskedTwiceOrUncalledForOrRefusedIsNamed() {
        String known = requests.get(first(Request.COMPLETED)).email();
        asked.put(known, new Asked(2, 1));
        assertThat(wrong()).containsExactly("the vendor was asked about " + known + " 2 times and charged 1 of them");
        assertThat(wrong(false))
                .as("what died with its sender is handed over again")
                .isEmpty();
        asked.put(known, new Asked(2, 2));
        assertThat(wrong(false)).singleElement().asString().contains("charged 2 of them");

        asked.put(known, new Asked(1, 1));
        String pending = requests.get(first(Request.PENDING)).email();
        asked.put(pending, new Asked(1, Profile.of(TRUTH, pending).isKnown() ? 1 : 0));
        refused = 1;
        assertThat(wrong())
                .containsExactly(
                        "1 submissions were refused by the vendor, which takes 100 at most",
                        "the vendor was asked about " + pending + ", who was not submitted");
    }

    @Test
    void anAnswerThatIsAnotherADeliveryThatIsLostAndWhatVerifySaysAreNamed() {
        answers.put(How.STALE, Map.of(200, 1));
        answers.put(How.AGAIN, Map.of(500, 3));
        deliveries--;
        verified = "1 finding";
        assertThat(wrong())
                .containsExactlyInAnyOrder(
                        "1 deliveries of the kind STALE were answered with 200",
                        "3 deliveries of the kind AGAIN were answered with 500",
                        "159 deliveries are kept, and 160 were made",
                        "weir verify says 1 finding");
    }

    @Test
    void aRunIsMadeFromItsSeedAndHasWhatItPromises() {
        assertThat(Script.of(PLAN, BEGIN)).isEqualTo(SCRIPT);
        assertThat(SCRIPT.messages()).hasSize(200);
        assertThat(SCRIPT.csv().lines()).hasSize(401);
        assertThat(SCRIPT.messages().stream().filter(message -> message.how().isForged()))
                .hasSize(20);
        assertThat(SCRIPT.messages().stream().filter(message -> message.how() == How.AGAIN))
                .hasSize(20);
        assertThat(SCRIPT.all().keySet()).noneMatch(email -> email.startsWith("forge"));
        assertThat(SCRIPT.burst().size()).isBetween(100, 130);
        assertThat(SCRIPT.all().size()).isGreaterThan(350);
    }

    @Test
    void aForgeryIsNoneByItsSignature() {
        Signer signer = new Signer("secret", Duration.ofHours(2));
        Instant now = Instant.ofEpochSecond(1_790_000_000);
        Map<How, Message> one = new EnumMap<>(How.class);
        SCRIPT.messages().forEach(message -> one.putIfAbsent(message.how(), message));
        for (Message message : one.values()) {
            Map<String, String> sent = signer.headers(message, now);
            Message asItCame =
                    new Message(How.GENUINE, message.id(), new String(message.sent(), StandardCharsets.UTF_8));
            assertThat(sent.equals(signer.headers(asItCame, now)))
                    .as(message.how().name())
                    .isEqualTo(!message.how().isForged());
        }
    }

    @Test
    void aLedgerIsReadByAddress() {
        VendorLedger read = VendorLedger.of(Stream.of(
                "{\"operation\":\"fullenrich.profile-by-email\",\"question\":\"email=a@b.example\",\"chargedMilli\":1000}",
                "{\"operation\":\"fullenrich.profile-by-email\",\"question\":\"email=a@b.example\",\"chargedMilli\":0}",
                "{\"operation\":\"fullenrich.reverse\",\"status\":200}",
                "{\"operation\":\"fullenrich.reverse\",\"status\":400}",
                "{\"operation\":\"fullenrich.reverse\",\"status\":503}",
                ""));

        assertThat(read).isEqualTo(new VendorLedger(Map.of("a@b.example", new Asked(2, 1)), 1, 1, 1));
    }
}
