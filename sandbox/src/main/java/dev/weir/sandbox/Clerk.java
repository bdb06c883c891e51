package dev.weir.sandbox;

import dev.weir.sandbox.Desk.Refusal;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes a call from its request to the moment before sending: counts it, decides what befalls it, works the answer,
 * takes the money and writes it all down. Knows nothing of sockets.
 */
final class Clerk {
    private static final Refusal[] SERVER_ERRORS = {
        Refusal.SERVER_500, Refusal.SERVER_502, Refusal.SERVER_503, Refusal.SERVER_504
    };

    private final Ledger ledger;
    private final Tally tally;
    private final InstantSource clock;
    private final Map<VendorOperation, Pacer> pacers = new EnumMap<>(VendorOperation.class);
    private final Post post;
    private final Office office;
    private volatile Rules rules;

    /** @param post goes by this clerk's settings from now on */
    Clerk(Ledger ledger, SandboxSettings settings, InstantSource clock, Post post) {
        this.ledger = ledger;
        this.post = post;
        this.office = new Office(ledger, post, clock);
        this.tally = ledger.tally();
        this.clock = clock;
        this.rules = new Rules(settings, office);
        for (VendorOperation operation : VendorOperation.values()) {
            pacers.put(operation, new Pacer());
        }
    }

    private Pacer pacer(VendorOperation operation) {
        return Objects.requireNonNull(pacers.get(operation));
    }

    /** Settings and what follows from them, replaced as one. */
    private record Rules(SandboxSettings settings, Sight sight) {
        Rules(SandboxSettings settings, Office office) {
            this(settings, new Sight(settings, office));
        }
    }

    SandboxSettings settings() {
        return rules.settings;
    }

    void settings(SandboxSettings settings) {
        post.settings(settings);
        rules = new Rules(settings, office);
    }

    /** A fault that was drawn for a call, and whether the call is billed all the same. */
    private record Fate(FaultKind kind, boolean charged, boolean outage) {}

    /** What the work came to. */
    private record Worked(Answer answer, int chargedMilli) {}

    Served serve(
            VendorOperation operation,
            String method,
            Function<String, @Nullable String> header,
            Params params,
            String callerId) {
        Rules now = rules;
        VendorSettings vendor = now.settings.of(operation.vendor());
        Desk desk = now.sight.desk(operation.vendor());
        long millis = clock.millis();
        String text = params.question();
        Tally.Asked asked = tally.asked(operation, text);
        String key = desk.key(header, params);
        var question =
                new Desk.Question(operation, params, text, asked.nextTry(), asked.isPaid(), key == null ? "" : key);
        long call = tally.nextCall(operation.vendor());
        Pacer pacer = pacer(operation);

        Fate fate = vendor.outage().covers(call) ? new Fate(vendor.outage().kind(), false, true) : null;
        Refusal refusal = fate == null ? refusal(operation, method, key, vendor) : null;
        int retryAfter = 0;
        if (fate == null && refusal == null) {
            retryAfter = pacer.take(vendor.pace(), millis);
            refusal = retryAfter > 0 ? Refusal.PACE : null;
        }
        if (fate == null && refusal == null) {
            fate = fate(now.settings, vendor, question, call);
        }
        Worked worked = refusal != null
                ? new Worked(desk.refusal(refusal, operation, header), 0)
                : worked(now.settings, vendor, desk, question, asked, fate);
        FaultKind fault = fate == null ? null : fate.kind;
        Answer answer = worked.answer;
        long sequence = ledger.append(Ledger.draft(
                clock.instant(),
                operation,
                text,
                question.tryNumber(),
                callerId.isEmpty() ? answer.requestId() : callerId,
                fault == FaultKind.TIMEOUT || fault == FaultKind.RESET_BEFORE_FIRST_BYTE ? 0 : answer.status(),
                answer.outcome(),
                worked.chargedMilli,
                fault));
        return new Served(
                sequence,
                answer,
                worked.chargedMilli,
                fault,
                desk,
                account(operation, vendor, pacer.usage(millis), retryAfter),
                latency(now.settings.seed(), vendor.latency(), question));
    }

    private static @Nullable Refusal refusal(
            VendorOperation operation, String method, @Nullable String key, VendorSettings vendor) {
        if (!method.equals(operation.method())) {
            return Refusal.WRONG_METHOD;
        }
        boolean open = operation == VendorOperation.HUNTER_EMAIL_COUNT;
        boolean wrong =
                key == null ? !open : key.isBlank() || vendor.rejectedKeys().contains(key);
        return wrong ? Refusal.UNAUTHORIZED : null;
    }

    private static @Nullable Fate fate(
            SandboxSettings settings, VendorSettings vendor, Desk.Question question, long call) {
        for (FaultRule rule : vendor.faults()) {
            if (rule.strikes(settings.seed(), question.operation(), question.text(), call, question.tryNumber())) {
                return new Fate(rule.kind(), rule.isCharged(), false);
            }
        }
        return null;
    }

    private Worked worked(
            SandboxSettings settings,
            VendorSettings vendor,
            Desk desk,
            Desk.Question question,
            Tally.Asked asked,
            @Nullable Fate fate) {
        boolean works = fate == null || fate.kind.afterWork() || fate.charged;
        Worked worked = works
                ? paid(vendor, desk, question, asked, fate == null || fate.charged)
                : new Worked(desk.refusal(Refusal.SERVER_503, question.operation()), 0);
        return fate == null || fate.kind.afterWork()
                ? worked
                : new Worked(instead(settings, desk, question, fate), worked.chargedMilli);
    }

    private Worked paid(VendorSettings vendor, Desk desk, Desk.Question question, Tally.Asked asked, boolean billed) {
        int full = question.operation().priceMilli();
        long credits = vendor.credits();
        boolean free = desk.repeatsFree() && asked.isPaid();
        if (credits >= 0 && !free && tally.spentMilli(question.operation().vendor()) + full > credits && full > 0) {
            return outOfCredits(desk, question);
        }
        var usage = pacer(question.operation()).usage(clock.millis());
        Answer answer = desk.answer(question, account(question.operation(), vendor, usage, 0));
        int charged = billed ? asked.pay(answer.priceMilli(), desk.repeatsFree(), credits) : 0;
        return charged < 0 ? outOfCredits(desk, question) : new Worked(answer, charged);
    }

    private static Worked outOfCredits(Desk desk, Desk.Question question) {
        return new Worked(desk.refusal(Refusal.OUT_OF_CREDITS, question.operation()), 0);
    }

    /** What is said in place of the answer by a fault that stands before the work. */
    private static Answer instead(SandboxSettings settings, Desk desk, Desk.Question question, Fate fate) {
        VendorOperation operation = question.operation();
        return switch (fate.kind) {
            case TOO_MANY, TOO_MANY_BARE -> desk.refusal(Refusal.TOO_MANY, operation);
            case HUNTER_403 -> desk.refusal(Refusal.FORBIDDEN, operation);
            case SERVER_ERROR -> {
                long root = Dice.root(settings.seed(), "server error", question.text());
                int which = Dice.below(SERVER_ERRORS.length, root, question.tryNumber());
                yield desk.refusal(fate.outage ? Refusal.SERVER_503 : SERVER_ERRORS[which], operation);
            }
            case REDIRECT -> Answer.text(302, "text/html", "<html>Moved.</html>", Outcome.NOT_WORKED);
            case NOT_FOUND_HTML ->
                Answer.text(404, "text/html", "<html><h1>404 Not Found</h1></html>", Outcome.NOT_WORKED);
            case TIMEOUT,
                    SLOW_DRIP,
                    RESET_BEFORE_FIRST_BYTE,
                    RESET_AFTER_FIRST_BYTE,
                    TRUNCATED,
                    MALFORMED_JSON,
                    WRONG_TYPES,
                    ENDLESS_BODY -> throw new IllegalArgumentException("Stands after the work: " + fate.kind);
        };
    }

    private Desk.Account account(
            VendorOperation operation, VendorSettings vendor, Pacer.Usage usage, int retryAfterSeconds) {
        return new Desk.Account(
                vendor.credits(),
                tally.spentMilli(operation.vendor()),
                operation.vendor() == Vendor.HUNTER ? tally.calls(VendorOperation.HUNTER_EMAIL_FINDER) : 0,
                operation.vendor() == Vendor.HUNTER ? tally.calls(VendorOperation.HUNTER_EMAIL_VERIFIER) : 0,
                vendor.pace(),
                usage,
                retryAfterSeconds);
    }

    private static long latency(long seed, VendorSettings.Latency range, Desk.Question question) {
        long spread = range.maxMillis() - range.minMillis();
        return spread == 0
                ? range.minMillis()
                : range.minMillis()
                        + (long) (Dice.unit(Dice.root(seed, "latency", question.text()), question.tryNumber())
                                * (spread + 1));
    }
}
