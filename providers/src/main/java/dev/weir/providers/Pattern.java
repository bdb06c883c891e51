package dev.weir.providers;

import dev.weir.provider.Ask;
import dev.weir.provider.Exchange;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Guesses work e-mails from a name and a domain, by the four forms most companies use. It asks nobody and costs nothing;
 * each form is an operation, and so a place of its own in a waterfall.
 */
final class Pattern implements Provider {

    private static final String EMAIL = "person.work_email";
    private static final byte[] NOTHING_SAID = {};

    @Override
    public String slug() {
        return "pattern";
    }

    @Override
    public String title() {
        return "Pattern guess";
    }

    /** A name that never resolves (RFC 6761): nothing is sent there. */
    @Override
    public URI baseUrl() {
        return URI.create("https://pattern.invalid");
    }

    @Override
    public List<String> secrets() {
        return List.of();
    }

    @Override
    public List<Operation> operations() {
        return Arrays.stream(MailForm.values()).<Operation>map(Guess::new).toList();
    }

    @Override
    public List<String> unconfirmed() {
        return List.of();
    }

    @Override
    public Optional<String> off() {
        return Optional.of("It guesses, and a guess counts only when a verifier that --verify names calls it valid.");
    }

    @Override
    public boolean guesses() {
        return true;
    }

    private record Guess(MailForm form, OperationSpec spec) implements Operation {

        Guess(MailForm form) {
            this(
                    form,
                    new OperationSpec(
                            new OperationId("pattern", form.operation()),
                            "Guess " + form.example(),
                            1,
                            OperationSpec.Mode.SYNC,
                            List.of(
                                    Set.of("person.first_name", "person.last_name", "company.domain"),
                                    Set.of("person.full_name", "company.domain")),
                            Set.of(),
                            List.of(EMAIL),
                            OperationSpec.Billing.NOTHING,
                            0,
                            "credit",
                            0,
                            OperationSpec.Charge.NEVER,
                            Pace.unlimited(256),
                            1,
                            OperationSpec.Repeat.FREE,
                            false,
                            Duration.ofDays(30),
                            Duration.ofDays(7),
                            Duration.ofSeconds(10)));
        }

        @Override
        public Reply ask(Ask ask, Exchange exchange) {
            Receipt receipt = Receipt.free(NOTHING_SAID);
            Optional<MailName> name = ask.text("person.first_name").isEmpty()
                    ? MailName.of(ask.text("person.full_name"))
                    : MailName.of(ask.text("person.first_name"), ask.text("person.last_name"));
            return name.<Reply>map(known -> new Reply.Found(
                            new Values(Map.of(EMAIL, form.of(known) + "@" + ask.text("company.domain"))), receipt))
                    .orElseGet(() -> new Reply.NotFound(receipt));
        }
    }
}
