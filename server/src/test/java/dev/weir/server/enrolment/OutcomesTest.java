package dev.weir.server.enrolment;

import static dev.weir.server.enrolment.TestAudience.BLUEPRINT;
import static dev.weir.server.enrolment.TestAudience.TITLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.Heard;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.audience.Arrival;
import dev.weir.server.audience.Dutiful;
import dev.weir.server.audience.Kept;
import dev.weir.server.audience.Subscriber;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.enrichment.Doubts;
import dev.weir.server.enrolment.EnrichmentRequest.State;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Reruns;
import dev.weir.server.registry.BlueprintForm;
import dev.weir.server.registry.StepForm;
import dev.weir.server.retention.RetentionPolicy;
import dev.weir.server.retention.Steps;
import dev.weir.server.testing.ScriptedLate;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.tickets.StoredSubmission;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.tickets.Told;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What jobs have come to goes back to requests and subscribers, whenever it comes, once each. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutcomesTest {

    private static final String NAME = "company.name";

    private final ScriptedVendor acme = TestAudience.vendor();
    private final ScriptedLate late = ScriptedLate.giving("late", NAME, 1, Charge.ACCEPTED, null);
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private TestWeir test;
    private RunningWeir engine;
    private Outcomes outcomes;

    @BeforeAll
    void open(@TempDir Path folder) {
        acme.answers(this::answer);
        test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(acme, late))
                .settings(settings -> settings.with(settings.enrichment()
                                .withLinger(Duration.ofMillis(50))
                                .withLateLook(Duration.ofMillis(50)))
                        .withPublicUrl(URI.create("https://weir.example")));
        engine = test.start();
        outcomes = test.weir().outcomes();
    }

    @AfterAll
    void close() {
        test.assertVerified();
        engine.close();
        test.close();
    }

    /** An answer about somebody lost is lost, and nobody is not known, as long as they are not in {@link #known}. */
    private Reply answer(Ask ask) {
        String email = ask.text("person.personal_email");
        if (known.contains(email)) {
            return ScriptedVendor.found(TITLE, "Dyer");
        }
        return email.startsWith("lost")
                ? new Reply.Lost("cut")
                : email.startsWith("nobody") ? ScriptedVendor.notFound() : ScriptedVendor.found(TITLE, "Weaver");
    }

    private static Arrival person(String name, Values values) {
        return new Arrival(name + "@gmail.com", values, true, null, null, "{}");
    }

    private List<Long> people(TestAudience audience, String... names) {
        return audience.receive(
                List.of(names).stream().map(name -> person(name, Values.none())).toList());
    }

    /** One more, of that one step. */
    private void blueprint(TestAudience audience, String step) {
        StepForm form = JsonMapper.shared().readValue(step, StepForm.class);
        String name = Objects.requireNonNull(form.name());
        audience.in(() -> {
            test.weir().registry().save(audience.id(), form, "test");
            return test.weir()
                    .registry()
                    .save(audience.id(), new BlueprintForm(name, null, List.of(name), null), "test");
        });
    }

    private Job run(TestAudience audience, List<Long> subscribers, String blueprint) {
        audience.want(subscribers, blueprint, null, false);
        return submit(audience, blueprint);
    }

    private Job submit(TestAudience audience, String blueprint) {
        Gathered gathered = test.weir()
                .gatherer(engine.intake(), (_, _) -> false, Failpoint.NONE)
                .runPending(audience.id(), blueprint, null, Gatherer.MOST, audience.somebody());
        return test.weir().jobs().get(audience.id(), ((Gathered.Made) gathered).jobId());
    }

    private void worked(TestAudience audience) {
        while (Dutiful.AT_ONCE.equals(outcomes.work(audience.id()))) {
            // There is more.
        }
    }

    /** Also what has ended is looked at. */
    private void workedLater(TestAudience audience) {
        test.database().crank(Duration.ofSeconds(61));
        worked(audience);
    }

    private static EnrichmentRequest of(TestAudience audience, long subscriber) {
        return audience.all().stream()
                // The trigger that is ready has noted them, too.
                .filter(request -> request.subscriberId() == subscriber
                        && !request.blueprint().equals(SubscriberEnrichment.SLUG))
                .findFirst()
                .orElseThrow();
    }

    private Subscriber subscriber(TestAudience audience, long id) {
        return Objects.requireNonNull(
                audience.in(() -> test.weir().subscribers().find(audience.id(), List.of(id)))
                        .get(id));
    }

    private static String toldOf(TestAudience audience, TestWeir test, String type) {
        return String.join(
                "\n",
                test.database()
                        .ownerJdbc()
                        .sql("SELECT body FROM weir.event WHERE workspace_id = ? AND type = ? ORDER BY id")
                        .params(audience.id(), type)
                        .query(String.class)
                        .list());
    }

    private static void until(String what, BooleanSupplier done) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void whatWasFoundIsKnownWhatFailedSaysWhyAndWhatIsSettledLaterFollows() {
        TestAudience audience = new TestAudience(test, "outcomes", true);
        List<Long> people = people(audience, "ada", "nobody", "lost");
        Job job = run(audience, people, BLUEPRINT);
        test.await(job);
        worked(audience);

        EnrichmentRequest ada = of(audience, people.get(0));
        assertThat(ada.state()).isEqualTo(State.COMPLETED);
        Subscriber known = subscriber(audience, people.get(0));
        Kept title = Objects.requireNonNull(known.found().get(TITLE));
        assertThat(title.value()).isEqualTo("Weaver");
        assertThat(title.provider()).isEqualTo("acme");
        assertThat(title.jobId()).isEqualTo(job.id());
        assertThat(known.enrichedAt()).isNotNull();
        assertThat(of(audience, people.get(1)).reason()).isEqualTo("not_found");
        assertThat(subscriber(audience, people.get(1)).enrichedAt()).isNull();
        assertThat(of(audience, people.get(2)).reason()).isEqualTo("in_doubt");
        assertThat(toldOf(audience, test, "subscriber.enriched"))
                .contains("\"subscriberId\":" + people.get(0), "\"requestId\":" + ada.id(), "\"rowIndex\":0")
                .doesNotContain("reason", "gmail", "Weaver");
        assertThat(toldOf(audience, test, "subscriber.enrichment_failed"))
                .contains("\"subscriberId\":" + people.get(1), "not_found", "in_doubt")
                .doesNotContain("gmail");

        long history = audience.count(
                "SELECT count(*) FROM weir.subscriber_event WHERE workspace_id = ? AND kind = 'enrichment'");
        Map<String, Long> told = audience.told();
        workedLater(audience);
        assertThat(history).isEqualTo(1);
        assertThat(audience.count(
                        "SELECT count(*) FROM weir.subscriber_event WHERE workspace_id = ? AND kind = 'enrichment'"))
                .isEqualTo(1);
        assertThat(audience.told()).isEqualTo(told);

        int lost = Objects.requireNonNull(of(audience, people.get(2)).rowIndex());
        this.known.addAll(Set.of("lost@gmail.com", "nobody@gmail.com"));
        test.weir()
                .doubts()
                .resolve(test.weir().workspaces().ensure("outcomes", true, true), job, lost, Doubts.Resolution.RETRY);
        engine.engine().start(job.id());
        test.await(job);
        workedLater(audience);
        assertThat(of(audience, people.get(2)).state()).isEqualTo(State.COMPLETED);
        assertThat(subscriber(audience, people.get(2)).found()).containsKey(TITLE);

        Reruns.Request failed = new Reruns.Request(
                test.weir().workspaces().ensure("outcomes", true, true),
                job,
                new Reruns.Chosen.Failed(),
                null,
                false,
                null,
                null,
                null,
                null,
                null);
        Job child =
                test.weir().reruns().submit(failed, engine.engine(), _ -> {}).job();
        test.await(child);
        workedLater(audience);
        assertThat(of(audience, people.get(1)).state()).isEqualTo(State.COMPLETED);
        assertThat(subscriber(audience, people.get(1)).found().get(TITLE))
                .isNotNull()
                .satisfies(kept -> assertThat(kept.jobId()).isEqualTo(child.id()));
        assertThat(audience.told()).containsEntry("subscriber.enriched", 3L);
    }

    @Test
    void anAnswerAfterItsTimeOutCountsAndWhatIsCancelledPausedOrOptionalEndsSo() {
        TestAudience audience = new TestAudience(test, "late", true);
        blueprint(audience, "{\"name\": \"names\", \"fields\": [\"company.name\"], \"provider\": \"late\"}");
        blueprint(
                audience,
                "{\"name\": \"optional\", \"fields\": [\"" + TITLE
                        + "\"], \"provider\": \"acme\", \"onFailure\": \"continue\"}");
        List<Long> people = audience.receive(List.of(
                person("first", Values.of("company.domain", "first.example")),
                person("second", Values.of("company.domain", "second.example"))));
        Job job = run(audience, people, "names");
        until("both are out", () -> submissions("first.") + submissions("second.") == 2);
        test.weir().jobs().pause(job, engine.engine());
        worked(audience);
        assertThat(audience.in(State.SUBMITTED))
                .as("a paused job's rows are to come")
                .isEqualTo(2);
        test.weir().jobs().resume(job, engine.engine());
        test.database()
                .ownerJdbc()
                .sql("UPDATE weir.ticket SET deadline = weir.now() WHERE job_id = ? AND row_idx = 0")
                .param(job.id())
                .update();
        until("nobody waits for the first", () -> {
            worked(audience);
            return of(audience, people.get(0)).state() == State.FAILED;
        });
        assertThat(of(audience, people.get(0)).reason()).isEqualTo("timed_out");
        assertThat(of(audience, people.get(1)).state()).isEqualTo(State.SUBMITTED);

        Submission first = late.submissions().stream()
                .filter(one -> isOf(one, "first."))
                .findFirst()
                .orElseThrow();
        callBack(first);
        until("it counts", () -> {
            worked(audience);
            return of(audience, people.get(0)).state() == State.COMPLETED;
        });
        assertThat(subscriber(audience, people.get(0)).found()).containsKey(NAME);

        test.weir().jobs().cancel(job, engine.engine());
        test.await(job);
        worked(audience);
        assertThat(of(audience, people.get(1)).reason()).isEqualTo("cancelled");

        List<Long> nobody = people(audience, "nobody-optional");
        Job optional = run(audience, nobody, "optional");
        assertThat(test.await(optional).rows().completed()).isEqualTo(1);
        worked(audience);
        assertThat(of(audience, nobody.getFirst()).reason())
                .as("its row has completed without anything")
                .isEqualTo("not_found");
    }

    private void callBack(Submission submission) {
        String token =
                submission.callbackText().substring(submission.callbackText().lastIndexOf('/') + 1);
        long workspace = Tickets.workspaceOf(token).orElseThrow();
        Told told = test.weir().transactions().in(workspace, () -> {
            StoredSubmission stored =
                    test.weir().submissions().byToken(workspace, token).orElseThrow();
            return test.weir()
                    .tickets()
                    .heard(
                            stored,
                            Heard.last(
                                    ScriptedLate.answers(
                                            submission, item -> ScriptedVendor.found(NAME, "First Weavers")),
                                    null));
        });
        told.effects().forEach(effect -> engine.engine().start(effect.ticket().jobId()));
    }

    /** A database that does not take what was found of some people, or not at first. */
    private void refuse(long workspace, String refused, String twice) {
        test.database().ownerJdbc().sql("CREATE SEQUENCE weir.test_tried").update();
        test.database().ownerJdbc().sql("""
                        CREATE FUNCTION weir.test_refuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                        BEGIN
                            IF NEW.email = '%s' OR NEW.email = '%s' AND nextval('weir.test_tried') <= 2 THEN
                                RAISE EXCEPTION 'this one is not taken';
                            END IF;
                            RETURN NEW;
                        END $$
                        """.formatted(refused, twice)).update();
        test.database()
                .ownerJdbc()
                .sql("CREATE TRIGGER test_refuse BEFORE UPDATE ON weir.subscriber FOR EACH ROW"
                        + " WHEN (NEW.workspace_id = " + workspace + ") EXECUTE FUNCTION weir.test_refuse()")
                .update();
    }

    @Test
    void anUpdateIsTriedThreeTimesThenItsRequestFailsAloneAndARetryPaysNothing() {
        TestAudience audience = new TestAudience(test, "refused", true);
        standStill(audience);
        refuse(audience.id(), "refused@gmail.com", "twice@gmail.com");
        List<Long> people = people(audience, "ok", "refused", "twice");
        Job job = run(audience, people, BLUEPRINT);
        test.await(job);

        outcomes.work(audience.id());
        assertThat(of(audience, people.get(0)).state()).isEqualTo(State.COMPLETED);
        assertThat(of(audience, people.get(1)).state()).isEqualTo(State.SUBMITTED);
        outcomes.work(audience.id());
        assertThat(of(audience, people.get(1)).state()).isEqualTo(State.SUBMITTED);
        outcomes.work(audience.id());
        assertThat(of(audience, people.get(1)).reason()).isEqualTo(Outcomes.UPDATE_FAILED);
        assertThat(of(audience, people.get(2)).state()).isEqualTo(State.COMPLETED);
        assertThat(toldOf(audience, test, "subscriber.enrichment_failed")).contains(Outcomes.UPDATE_FAILED);
        workedLater(audience);
        assertThat(of(audience, people.get(1)).reason()).isEqualTo(Outcomes.UPDATE_FAILED);

        test.database()
                .ownerJdbc()
                .sql("DROP TRIGGER test_refuse ON weir.subscriber")
                .update();
        int calls = acme.calls();
        audience.in(() -> audience.requests()
                .retry(audience.id(), of(audience, people.get(1)).id()));
        Job again = submit(audience, BLUEPRINT);
        assertThat(test.await(again).credits().posted()).isZero();
        worked(audience);
        assertThat(of(audience, people.get(1)).state()).isEqualTo(State.COMPLETED);
        assertThat(subscriber(audience, people.get(1)).found()).containsKey(TITLE);
        assertThat(acme.calls()).isEqualTo(calls);
    }

    /** Only what the test does is done. */
    private void standStill(TestAudience audience) {
        test.database()
                .ownerJdbc()
                .sql("INSERT INTO weir.audience_turn (workspace_id, duty, due_at, lease_until)"
                        + " VALUES (?, 3, 'infinity', 'infinity')")
                .param(audience.id())
                .update();
    }

    @Test
    void aLateAnswerOfAnEarlierRunIsKnownWhateverBecomesOfTheLaterOne() {
        TestAudience audience = new TestAudience(test, "overtaken", true);
        blueprint(audience, "{\"name\": \"names\", \"fields\": [\"company.name\"], \"provider\": \"late\"}");
        List<Long> people = audience.receive(List.of(
                person("overtaken", Values.of("company.domain", "overtaken.example")),
                person("patient", Values.of("company.domain", "patient.example"))));
        Job job = run(audience, people, "names");
        until("both are out", () -> submissions("overtaken") + submissions("patient") == 2);
        test.database()
                .ownerJdbc()
                .sql("UPDATE weir.ticket SET deadline = weir.now() WHERE job_id = ? AND row_idx = 0")
                .param(job.id())
                .update();
        until("nobody waits for the first", () -> {
            worked(audience);
            return of(audience, people.get(0)).state() == State.FAILED;
        });
        audience.in(() -> audience.requests()
                .retry(audience.id(), of(audience, people.get(0)).id()));
        submit(audience, "names");
        until("it is out once more", () -> submissions("overtaken") == 2);
        Submission first = late.submissions().stream()
                .filter(one -> isOf(one, "overtaken"))
                .findFirst()
                .orElseThrow();
        callBack(first);
        until("it is known", () -> {
            worked(audience);
            return subscriber(audience, people.get(0)).found().containsKey(NAME);
        });
        assertThat(of(audience, people.get(0)).state()).isEqualTo(State.SUBMITTED);
        workedLater(audience);
        assertThat(audience.count(
                        "SELECT count(*) FROM weir.subscriber_event WHERE workspace_id = ? AND kind = 'enrichment'"))
                .as("once")
                .isEqualTo(1);
    }

    private static boolean isOf(Submission submission, String company) {
        return submission.items().getFirst().ask().text("company.domain").startsWith(company);
    }

    private int submissions(String company) {
        return (int)
                late.submissions().stream().filter(one -> isOf(one, company)).count();
    }

    @Test
    void aJobThatCannotBeReadKeepsNoOtherBackAndFailsAfterThreeLooks() {
        TestAudience audience = new TestAudience(test, "unreadable", true);
        standStill(audience);
        List<Long> people = people(audience, "ada-unreadable", "bea-unreadable");
        Job job = run(audience, people.subList(0, 1), BLUEPRINT);
        Job other = run(audience, people.subList(1, 2), BLUEPRINT);
        test.await(job);
        test.await(other);
        String plan = test.database()
                .ownerJdbc()
                .sql("SELECT plan FROM weir.job WHERE id = ?")
                .param(job.id())
                .query(String.class)
                .single();
        plan(job, "{}");

        worked(audience);
        assertThat(of(audience, people.get(1)).state()).isEqualTo(State.COMPLETED);
        assertThat(of(audience, people.get(0)).state()).isEqualTo(State.SUBMITTED);
        workedLater(audience);
        workedLater(audience);
        assertThat(of(audience, people.get(0)).reason()).isEqualTo(Outcomes.UNREADABLE);

        plan(job, plan);
        audience.in(() -> audience.requests()
                .retry(audience.id(), of(audience, people.get(0)).id()));
        test.await(submit(audience, BLUEPRINT));
        worked(audience);
        assertThat(of(audience, people.get(0)).state()).isEqualTo(State.COMPLETED);
    }

    private void plan(Job job, String plan) {
        test.database()
                .ownerJdbc()
                .sql("UPDATE weir.job SET plan = ? WHERE id = ?")
                .params(plan, job.id())
                .update();
    }

    @Test
    void whoseRowsWereLetGoOfBeforeAnybodyLookedHasFailed() {
        TestAudience audience = new TestAudience(test, "pruned", true);
        standStill(audience);
        List<Long> people = people(audience, "ada-pruned");
        Job job = run(audience, people, BLUEPRINT);
        test.await(job);
        audience.in(() -> {
            test.weir()
                    .retention()
                    .set(audience.id(), new RetentionPolicy(1, null, null, null, null, null, null), "test");
            return audience;
        });
        test.database().crank(Duration.ofDays(3));
        test.weir().retention().prune(audience.id(), Steps.AT_ONCE);
        assertThat(test.weir().jobs().rowsPrunedAt(job)).isPresent();

        worked(audience);
        assertThat(of(audience, people.getFirst()).reason()).isEqualTo(Outcomes.PRUNED);
        workedLater(audience);
        assertThat(audience.told()).containsEntry("subscriber.enrichment_failed", 1L);
    }
}
