package dev.weir.acceptance.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Range;
import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.chaos.judge.VendorFacts.Adjustment;
import dev.weir.acceptance.chaos.judge.VendorFacts.Answered;
import dev.weir.acceptance.chaos.judge.VendorFacts.Standing;
import dev.weir.acceptance.chaos.judge.VendorFacts.Stray;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ada and Bob of two companies were asked about at one vendor, once each: what fits is silent, and each planted fault is named. */
class VendorWallTest {

    private static final Asking ADA = new Asking(1, 0, 0, 0);
    private static final Asking BOB = new Asking(1, 1, 0, 0);
    private static final Instant OVER = Instant.EPOCH.plusSeconds(1_200);

    private final List<Call> calls = new ArrayList<>(List.of(
            call("first_name=Given Ada&domain=one.example", "FOUND", "", 1_000),
            call("first_name=bob&domain=two.example", "FOUND", "", 1_000)));
    private final List<Answered> records =
            new ArrayList<>(List.of(answered(ADA, "a", 1, 1, 1_000, 0), answered(BOB, "b", 1, 1, 1_000, 0)));
    private final List<Standing> standing = new ArrayList<>();
    private final List<Stray> strays = new ArrayList<>();
    private final List<Adjustment> adjustments = new ArrayList<>();
    private final List<Range<Instant>> still = new ArrayList<>();
    private final Map<Asking.Row, Set<String>> values = new HashMap<>(Map.of(
            ADA.ofRow(), new HashSet<>(Set.of("given ada", "one.example", "europe")),
            BOB.ofRow(), new HashSet<>(Set.of("bob", "two.example", "europe"))));

    private static Call call(String question, String outcome, String fault, long charged) {
        return new Call(1, Instant.EPOCH, "hunter.email-finder", question, outcome, fault, charged, "");
    }

    private static Answered answered(Asking asking, String key, int attempt, int tries, long certain, long possible) {
        return new Answered(asking, "hunter", key, attempt, tries, certain, possible, 1_000, false);
    }

    private List<Kind> found() {
        return VendorWall.of(new VendorFacts(
                        calls, records, standing, strays, values, adjustments, new Trouble(still, OVER)))
                .stream()
                .map(Discrepancy::kind)
                .toList();
    }

    @Test
    void whatFitsIsSilent() {
        assertThat(found()).isEmpty();
    }

    @Test
    void aQuestionThatIsChargedTwiceIsNamedForAllThatItIs() {
        calls.add(call("first_name=bob&domain=two.example", "FOUND", "", 1_000));
        assertThat(found())
                .containsExactlyInAnyOrder(
                        Kind.SENT_TWICE, Kind.CHARGED_TWICE, Kind.VENDOR_COST_WRONG, Kind.VENDOR_COST_WRONG);
    }

    @Test
    void aSecondCallThatCostsNothingIsSentTwiceAllTheSame() {
        calls.add(call("first_name=bob&domain=two.example", "NOT_FOUND", "", 0));
        assertThat(found()).containsExactly(Kind.SENT_TWICE);
    }

    @Test
    void whatWasRepeatedOnPurposeMayHaveBeenChargedAgain() {
        records.set(1, answered(BOB, "b", 2, 1, 1_000, 1_000));
        assertThat(found()).isEmpty();
        calls.add(call("first_name=bob&domain=two.example", "FOUND", "", 1_000));
        assertThat(found()).isEmpty();
        calls.add(call("first_name=bob&domain=two.example", "FOUND", "", 1_000));
        assertThat(found()).contains(Kind.CHARGED_TWICE);
    }

    @Test
    void triesThatTheVendorDidNothingForAreNoCalls() {
        calls.add(call("first_name=bob&domain=two.example", "NOT_WORKED", "SERVER_ERROR", 0));
        assertThat(found()).isEmpty();
    }

    @Test
    void anAnswerThatWasCutIsAskedForAgainWithinATryAndNoOftener() {
        calls.addFirst(call("first_name=bob&domain=two.example", "FOUND", "TRUNCATED", 0));
        assertThat(found()).containsExactly(Kind.SENT_TWICE);
        records.set(1, answered(BOB, "b", 1, 2, 1_000, 0));
        assertThat(found()).isEmpty();
        calls.set(0, call("first_name=bob&domain=two.example", "FOUND", "", 0));
        assertThat(found()).containsExactly(Kind.SENT_TWICE);
    }

    @Test
    void anAnswerToAServerThatStandsStillMayBeTooLateAndIsAskedForAgainWithinATry() {
        calls.addFirst(call("first_name=bob&domain=two.example", "FOUND", "", 0));
        records.set(1, answered(BOB, "b", 1, 2, 1_000, 0));
        assertThat(found()).containsExactly(Kind.SENT_TWICE);
        Instant soon = Instant.EPOCH.plusSeconds(1);
        still.add(Range.closed(soon, soon.plusSeconds(30)));
        assertThat(found()).isEmpty();
        still.set(0, Range.closed(soon.plusSeconds(10), soon.plusSeconds(30)));
        assertThat(found()).as("it came long before").containsExactly(Kind.SENT_TWICE);
        still.set(0, Range.closed(soon, soon.plusSeconds(30)));
        records.set(1, answered(BOB, "b", 1, 1, 1_000, 0));
        assertThat(found()).as("nobody says that he has asked again").containsExactly(Kind.SENT_TWICE);
    }

    @Test
    void aChargeOfSomethingThatNobodyAsksIsUnknown() {
        calls.add(call("first_name=eve&domain=nowhere.example", "FOUND", "", 1_000));
        assertThat(found()).containsExactly(Kind.CHARGE_UNKNOWN, Kind.VENDOR_COST_WRONG);
    }

    @Test
    void aChargeWhoseRecordIsMissingIsUnknown() {
        records.remove(1);
        assertThat(found()).contains(Kind.CHARGE_UNKNOWN);
    }

    @Test
    void whatTwoRowsHaveInCommonNamesNeither() {
        calls.set(1, call("first_name=bob&domain=one.example&continent=europe", "FOUND", "", 1_000));
        assertThat(found()).contains(Kind.CHARGE_UNKNOWN);
    }

    @Test
    void aLostCallIsAccountedForByItsIntent() {
        records.remove(1);
        standing.add(new Standing(BOB, "hunter", "b", 1, 0, 1_000));
        assertThat(found()).isEmpty();
        calls.add(call("first_name=bob&domain=two.example", "FOUND", "", 1_000));
        assertThat(found()).contains(Kind.CHARGED_TWICE, Kind.VENDOR_COST_WRONG);
    }

    @Test
    void aLostCallMayHaveRepeatedAnswersThatWereCut() {
        records.remove(1);
        standing.add(new Standing(BOB, "hunter", "b", 1, 0, 1_000));
        calls.addFirst(call("first_name=bob&domain=two.example", "FOUND", "TRUNCATED", 0));
        assertThat(found()).isEmpty();
        calls.set(0, call("first_name=bob&domain=two.example", "FOUND", "", 0));
        assertThat(found()).containsExactly(Kind.SENT_TWICE);
    }

    @Test
    void whatWeSayIsCertainWasCharged() {
        calls.set(1, call("first_name=bob&domain=two.example", "NOT_FOUND", "", 0));
        assertThat(found()).containsExactly(Kind.VENDOR_COST_WRONG, Kind.VENDOR_COST_WRONG);
    }

    @Test
    void whatAPersonSaidNeedNotBeWhatTheVendorDid() {
        records.set(1, new Answered(BOB, "hunter", "b", 1, 1, 0, 0, 1_000, true));
        assertThat(found()).isEmpty();
        records.set(1, new Answered(BOB, "hunter", "b", 1, 1, 1_000, 0, 1_000, true));
        calls.set(1, call("first_name=bob&domain=two.example", "NOT_WORKED", "", 0));
        assertThat(found()).isEmpty();
    }

    @Test
    void triesWithoutARecordAreKnown() {
        calls.add(call("first_name=bob&domain=two.example", "FOUND", "", 1_000));
        strays.add(new Stray(BOB, "hunter", 1, 1_000));
        assertThat(found()).isEmpty();
    }

    @Test
    void aRerunMayAskTheSameAgainAndOnceOnly() {
        Asking again = new Asking(2, 0, 0, 0);
        values.put(again.ofRow(), Set.of("given ada", "one.example"));
        records.add(answered(again, "a", 1, 1, 1_000, 0));
        calls.add(call("first_name=given ada&domain=one.example", "FOUND", "", 1_000));
        calls.removeFirst();
        calls.add(call("first_name=given ada&domain=one.example", "FOUND", "", 1_000));
        assertThat(found()).isEmpty();
        calls.add(call("first_name=given ada&domain=one.example", "FOUND", "", 1_000));
        assertThat(found()).contains(Kind.SENT_TWICE, Kind.CHARGED_TWICE);
    }

    @Test
    void twoQuestionsOfARowDoNotCoverForEachOther() {
        Asking other = new Asking(1, 1, 1, 0);
        records.add(answered(other, "c", 1, 1, 1_000, 0));
        calls.add(call("first_name=bob&domain=two.example", "FOUND", "", 1_000));
        assertThat(found()).containsExactlyInAnyOrder(Kind.SENT_TWICE, Kind.CHARGED_TWICE);
    }

    @Test
    void aTotalThatTheVendorCorrectedIsNotHeldAgainstItsAnswers() {
        calls.set(1, call("first_name=bob&domain=two.example", "FOUND", "", 800));
        adjustments.add(new Adjustment(1, 0, 0, -200));
        assertThat(found()).isEmpty();
        adjustments.clear();
        assertThat(found()).contains(Kind.VENDOR_COST_WRONG);
    }

    @Test
    void whatIsHandedOverAgainWhileAnAnswerMayComeIsNamed() {
        calls.set(1, handedOver("FOUND", 0, 1_000));
        records.set(1, answered(BOB, "b", 2, 1, 1_000, 0));
        assertThat(found()).isEmpty();
        calls.add(handedOver("FOUND", 5, 0));
        assertThat(found()).containsExactly(Kind.SENT_TWICE);
        calls.set(2, handedOver("NOT_WORKED", 5, 0));
        assertThat(found()).as("it was not taken").isEmpty();
        calls.set(2, handedOver("FOUND", 600, 0));
        assertThat(found()).as("its answer would usually have come").isEmpty();
        calls.set(1, handedOver("FOUND", 900, 1_000));
        calls.set(2, handedOver("FOUND", 1_300, 0));
        assertThat(found()).as("clocks were put forward").isEmpty();
    }

    private static Call handedOver(String outcome, long seconds, long charged) {
        return new Call(
                1,
                Instant.EPOCH.plusSeconds(seconds),
                "hunter.email-finder",
                "first_name=bob&domain=two.example",
                outcome,
                "",
                charged,
                "tk_1_bob");
    }

    @Test
    void anEntryIsReadAsTheSandboxWritesIt() {
        Call call = Call.of("""
                {"sequence": 7, "time": "2026-11-30T10:00:00Z", "vendor": "pdl", "operation": "pdl.person-enrich",
                 "question": "first_name=ada&profile=https://x.example/?a=b", "tryNumber": 1, "requestId": "", "status": 200,
                 "outcome": "FOUND", "chargedMilli": 1000, "fault": null, "sent": true}""");
        assertThat(call.values()).containsExactly("ada", "https://x.example/?a=b");
        assertThat(call.vendor()).isEqualTo("pdl");
        assertThat(call.fault()).isEmpty();
        assertThat(call.worked()).isTrue();
        assertThat(call.ticket()).isEmpty();
    }
}
