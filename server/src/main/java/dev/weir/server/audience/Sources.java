package dev.weir.server.audience;

import dev.weir.provider.Sha256;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import dev.weir.server.vault.Vault;
import dev.weir.server.workspace.DatabaseTime;
import dev.weir.server.workspace.SecretNames;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Where a workspace's subscribers come from. Verbs join the caller's transaction. What does not exist, or is of another
 * workspace, is a {@link Problem} NOT_FOUND.
 */
public final class Sources {

    /** So long a secret counts beside the one that came after it. */
    public static final Duration OVERLAP = Duration.ofHours(24);

    static final SecretNames TOKENS = new SecretNames("src");

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final int MOST = 200;
    private static final int LONGEST_TITLE = 200;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SourceTable table;
    private final DatabaseTime time;
    private final Turns turns;
    private final Vault vault;

    public Sources(JdbcClient jdbc, Turns turns, Vault vault) {
        this.table = new SourceTable(jdbc);
        this.time = new DatabaseTime(jdbc);
        this.turns = turns;
        this.vault = vault;
    }

    /**
     * What somebody wants of a source.
     *
     * @param template of a tool, from which signature and mapping are taken as far as they are not said
     * @param mapping beside a template: what is otherwise
     * @param merge {@code newer} or {@code blanks}; null for the first
     * @param secret the tool's; null to have one made, or to keep what there is
     */
    public record Wish(
            @Nullable String title,
            @Nullable String template,
            @Nullable Signature signature,
            @Nullable JsonNode mapping,
            @Nullable String merge,
            @Nullable String cron,
            @Nullable String cronZone,
            boolean active,
            @Nullable String secret) {

        /** Without the secret: it may end in a log. */
        @Override
        public String toString() {
            return "Wish[" + title + "]";
        }
    }

    /**
     * A source, and what of it is shown this once.
     *
     * @param token what its address ends with; null where it is not new
     * @param secret what signatures are made with; null where it is not new, or somebody brought it along
     */
    public record Shown(
            Source source, @Nullable String token, @Nullable String secret) {

        /** Without what is secret. */
        @Override
        public String toString() {
            return "Shown[" + source.slug() + "]";
        }
    }

    /** The source of that name. */
    public Optional<Source> find(long workspaceId, String slug) {
        return Source.isBuiltIn(slug) ? Optional.of(ensure(workspaceId, slug)) : table.find(workspaceId, slug);
    }

    /** The source of that name. @throws Problem NOT_FOUND */
    public Source get(long workspaceId, String slug) {
        return find(workspaceId, slug).orElseThrow(() -> unknown(slug));
    }

    private static Problem unknown(String slug) {
        return Problem.notFound("unknown_source", "There is no source '" + slug + "'.");
    }

    /** The oldest first. @param after the last one's number; 0 to begin at {@code offset} */
    public List<Source> page(long workspaceId, long after, long offset, int limit) {
        ensureBuiltIn(workspaceId);
        return table.page(workspaceId, after, offset, limit);
    }

    public long count(long workspaceId) {
        ensureBuiltIn(workspaceId);
        return table.count(workspaceId);
    }

    /** What the sources are called, by number: those that have been deleted are not there, and their subscribers still are. */
    public Map<Long, String> slugs(long workspaceId) {
        return table.slugs(workspaceId);
    }

    /** A source that is there without anybody having made it: {@link Source#API} or {@link Source#UPLOAD}. */
    public Source ensure(long workspaceId, String slug) {
        if (!Source.isBuiltIn(slug)) {
            throw new IllegalArgumentException("'" + slug + "' is made by somebody");
        }
        return table.find(workspaceId, slug).orElseGet(() -> {
            table.ensure(workspaceId, slug);
            return table.find(workspaceId, slug).orElseThrow();
        });
    }

    private void ensureBuiltIn(long workspaceId) {
        ensure(workspaceId, Source.API);
        ensure(workspaceId, Source.UPLOAD);
    }

    /**
     * Makes one.
     *
     * @param by who, for the record
     * @throws Problem {@code bad_source} with all that is wrong, CONFLICT where there is one of that name, or too many
     */
    public Shown create(long workspaceId, String slug, Wish wish, String by) {
        Mistakes wrong = new Mistakes();
        if (!SLUG.matcher(slug).matches() || Source.isBuiltIn(slug)) {
            wrong.note(
                    "/slug",
                    "has 1 to 63 lower-case letters, digits and hyphens, does not begin with a hyphen, and is not api or"
                            + " upload");
        }
        Checked checked = checked(wish, wrong, 0);
        if (count(workspaceId) >= MOST) {
            throw Problem.conflict(
                    "too_many_sources", "A workspace has at most " + MOST + " sources. Delete one that nobody uses.");
        }
        String token = checked.signature() == null ? null : TOKENS.fresh(workspaceId);
        Instant next = next(checked.timetable());
        long id = table.insert(workspaceId, slug, said(wish, checked, hash(token), next), by)
                .orElseThrow(() -> Problem.conflict(
                                "source_exists", "There is a source '" + slug + "'; change it, or name it otherwise.")
                        .at("/slug", "names a source that exists"));
        wake(workspaceId, next);
        return new Shown(get(workspaceId, slug), token, secret(workspaceId, id, checked, wish.secret(), 0));
    }

    /**
     * Puts that in the place of what it was. Its address stays, unless it had none; its secret, unless one is said.
     *
     * @throws Problem {@code bad_source} with all that is wrong
     */
    public Shown change(long workspaceId, String slug, Wish wish) {
        SourceTable.Stored old = locked(workspaceId, slug);
        Source source = old.source();
        Mistakes wrong = new Mistakes();
        Checked checked = checked(wish, wrong, source.secretNumber());
        if (source.builtIn() && (checked.signature() != null || !wish.active())) {
            throw Problem.conflict(
                    "built_in_source",
                    "The source '" + slug
                            + "' is what is sent by the API or uploaded: it has no address, and stays. Its"
                            + " title, merge and cron can be changed.");
        }
        String token = checked.signature() != null && old.tokenHash() == null ? TOKENS.fresh(workspaceId) : null;
        byte[] hash = checked.signature() == null ? null : token == null ? old.tokenHash() : hash(token);
        Timetable timetable = checked.timetable();
        // Times that passed while it was not active are not made up for.
        boolean goesOn = timetable != null && timetable.equals(source.timetable()) && source.active();
        Instant next = goesOn ? source.next() : next(timetable);
        table.update(workspaceId, source.id(), said(wish, checked, hash, next));
        wake(workspaceId, next);
        String secret = secret(workspaceId, source.id(), checked, wish.secret(), source.secretNumber());
        return new Shown(get(workspaceId, slug), token, secret);
    }

    private SourceTable.Stored locked(long workspaceId, String slug) {
        if (Source.isBuiltIn(slug)) {
            ensure(workspaceId, slug);
        }
        return table.lock(workspaceId, slug).orElseThrow(() -> unknown(slug));
    }

    /**
     * Gives it a new address; whatever is sent to the one before is refused at once.
     *
     * @throws Problem CONFLICT where nothing is delivered to it
     */
    public Shown readdress(long workspaceId, String slug) {
        Source source = delivered(workspaceId, slug);
        String token = TOKENS.fresh(workspaceId);
        table.readdress(workspaceId, source.id(), Sha256.of(token));
        return new Shown(get(workspaceId, slug), token, null);
    }

    /**
     * Gives it a new secret; the present one counts beside it for {@link #OVERLAP}.
     *
     * @param given the tool's; null to have one made
     * @throws Problem CONFLICT where nothing is signed, {@code bad_secret} for one that cannot be one
     */
    public Shown resecret(long workspaceId, String slug, @Nullable String given) {
        Source source = delivered(workspaceId, slug);
        Signature signature = source.signature();
        if (signature == null || !signature.hasSecret()) {
            throw Problem.conflict(
                    "no_secret",
                    "The source '" + slug + "' has no secret beside its address. Give it a new address instead.");
        }
        String refusal = given == null ? null : signature.refusal(given);
        if (refusal != null) {
            throw Problem.invalid("bad_secret", "The secret " + refusal + ".").at("/secret", refusal);
        }
        String secret = given == null ? made(signature) : given;
        seal(workspaceId, source.id(), secret);
        return new Shown(get(workspaceId, slug), null, given == null ? secret : null);
    }

    private Source delivered(long workspaceId, String slug) {
        Source source = locked(workspaceId, slug).source();
        if (source.signature() == null) {
            throw Problem.conflict(
                    "no_address",
                    "Nothing is delivered to the source '" + slug + "': it has neither template nor mapping.");
        }
        return source;
    }

    /**
     * Deletes it; one that subscribers came from is made inactive instead, so that it is still known where they came from.
     *
     * @return whether it is gone
     * @throws Problem CONFLICT for one that is there by itself
     */
    public boolean delete(long workspaceId, String slug) {
        if (Source.isBuiltIn(slug)) {
            throw Problem.conflict("built_in_source", "The source '" + slug + "' is there by itself, and stays.");
        }
        Source source = table.lockToDelete(workspaceId, slug).orElseThrow(() -> unknown(slug));
        if (table.isKnown(workspaceId, source.id())) {
            table.deactivate(workspaceId, source.id());
            return false;
        }
        table.delete(workspaceId, source.id());
        for (int number = source.secretNumber(); number > 0 && number > source.secretNumber() - 2; number--) {
            vault.forget(workspaceId, purpose(source.id(), number));
        }
        return true;
    }

    /** Whose time has come, and are nobody else's until the transaction ends. */
    public List<Source> dueSchedules(long workspaceId, int most) {
        return table.due(workspaceId, most);
    }

    /** Its time has been kept. @return when it comes next */
    public Optional<Instant> advance(long workspaceId, Source source) {
        Optional<Instant> next = Optional.ofNullable(next(source.timetable()));
        next.ifPresent(at -> table.advance(workspaceId, source.id(), at));
        return next;
    }

    /** When the time of any comes; empty for never. */
    public Optional<Instant> nextSchedule(long workspaceId) {
        return table.next(workspaceId);
    }

    /** The next times of a timetable. */
    public List<Instant> times(Timetable timetable, int count) {
        return timetable.after(time.now(), count);
    }

    /** What a wish comes to. */
    private record Checked(
            @Nullable String template,
            @Nullable Signature signature,
            @Nullable Mapping mapping,
            From.Merge merge,
            @Nullable Timetable timetable,
            boolean toolsSecret) {}

    /** @param secretNumber of the secret it has; 0 for none */
    private static Checked checked(Wish wish, Mistakes wrong, int secretNumber) {
        if (wish.title() != null && (wish.title().isBlank() || wish.title().length() > LONGEST_TITLE)) {
            wrong.note("/title", "has 1 to " + LONGEST_TITLE + " characters");
        }
        SourceTemplate template = null;
        if (wish.template() != null) {
            template = SourceTemplates.find(wish.template()).orElse(null);
            if (template == null) {
                wrong.note("/template", "is not known; there are " + String.join(", ", SourceTemplates.slugs()));
            }
        }
        Signature signature = wish.signature() != null || template == null ? wish.signature() : template.signature();
        if (signature != null) {
            wrong.addAll(signature.mistakes("/signature"));
        }
        JsonNode written = template == null ? wish.mapping() : template.mapping(wish.mapping());
        Mapping mapping = written == null || written.isNull() ? null : Mapping.read(written, "/mapping", wrong);
        boolean mapped = written != null && !written.isNull();
        if (wish.template() == null && mapped && signature == null) {
            wrong.note(
                    "/signature",
                    "says how deliveries are signed, as {\"scheme\": \"hmac\", \"header\": \"X-Signature\"}");
        }
        if (wish.template() == null && signature != null && !mapped) {
            wrong.note("/mapping", "says what of a delivery means what, as {\"email\": \"/email\"}");
        }
        From.Merge merge = merge(wish.merge(), wrong);
        Timetable timetable = null;
        if (wish.cron() != null) {
            String zone = wish.cronZone() == null ? "UTC" : wish.cronZone();
            List<Problem.At> mistakes = Timetable.mistakes(wish.cron(), zone);
            wrong.addAll(mistakes);
            timetable = mistakes.isEmpty() ? new Timetable(wish.cron().strip(), zone) : null;
        } else if (wish.cronZone() != null) {
            wrong.note("/cronZone", "is the zone of a cron, which is not said");
        }
        if (wish.secret() != null) {
            String refusal = signature == null || !signature.hasSecret()
                    ? "is not said where nothing is signed"
                    : signature.refusal(wish.secret());
            if (refusal != null) {
                wrong.note("/secret", refusal);
            }
        }
        requireNone(wrong);
        boolean toolsSecret = template != null && template.secretIsTools() && wish.signature() == null;
        return new Checked(
                template == null ? null : template.slug(),
                signature,
                mapping,
                merge,
                timetable,
                toolsSecret && secretNumber == 0);
    }

    /** @throws Problem with all of them */
    private static void requireNone(Mistakes wrong) {
        wrong.orThrow("bad_source", "This cannot be kept");
    }

    private static @Nullable Mapping mapping(Source source, JsonNode otherwise) {
        Mistakes wrong = new Mistakes();
        Optional<SourceTemplate> template =
                Optional.ofNullable(source.template()).flatMap(SourceTemplates::find);
        JsonNode written = template.map(one -> one.mapping(otherwise)).orElse(otherwise);
        Mapping mapping = Mapping.read(written, "/mapping", wrong);
        requireNone(wrong);
        return mapping;
    }

    private static From.Merge merge(@Nullable String said, Mistakes wrong) {
        if (said == null) {
            return From.Merge.NEWER;
        }
        for (From.Merge merge : From.Merge.values()) {
            if (merge.name().toLowerCase(Locale.ROOT).equals(said)) {
                return merge;
            }
        }
        wrong.note("/merge", "must be one of newer, blanks");
        return From.Merge.NEWER;
    }

    private static SourceTable.Said said(
            Wish wish, Checked checked, byte @Nullable [] tokenHash, @Nullable Instant next) {
        Signature signature = checked.signature();
        Mapping mapping = checked.mapping();
        return new SourceTable.Said(
                wish.title(),
                checked.template(),
                tokenHash,
                signature == null ? null : signature.json(),
                mapping == null ? null : mapping.json(),
                checked.merge(),
                checked.timetable(),
                next,
                wish.active());
    }

    private static byte @Nullable [] hash(@Nullable String token) {
        return token == null ? null : Sha256.of(token);
    }

    private @Nullable Instant next(@Nullable Timetable timetable) {
        return timetable == null ? null : timetable.after(time.now()).orElse(null);
    }

    private void wake(long workspaceId, @Nullable Instant next) {
        if (next != null) {
            turns.wakeAt(workspaceId, Duty.SCHEDULE, next);
        }
    }

    /** @param number of the secret it has; 0 for none @return one that was made, which is shown; null for none */
    private @Nullable String secret(long workspaceId, long id, Checked checked, @Nullable String given, int number) {
        Signature signature = checked.signature();
        if (signature == null || !signature.hasSecret()) {
            return null;
        }
        if (given != null) {
            seal(workspaceId, id, given);
            return null;
        }
        if (number > 0 || checked.toolsSecret()) {
            return null;
        }
        String made = made(signature);
        seal(workspaceId, id, made);
        return made;
    }

    private void seal(long workspaceId, long id, String secret) {
        int number = table.resecret(workspaceId, id, OVERLAP);
        vault.forget(workspaceId, purpose(id, number - 2));
        vault.seal(workspaceId, purpose(id, number), secret);
    }

    private static String made(Signature signature) {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        return Signature.STANDARD_WEBHOOKS.equals(signature.scheme())
                ? Signature.SECRET_PREFIX + Base64.getEncoder().encodeToString(key)
                : HexFormat.of().formatHex(key);
    }

    /** Where the vault keeps a source's secret of that number. */
    static String purpose(long id, int number) {
        return "source:" + id + ":" + number;
    }

    /** The secrets that count now. */
    static List<String> secrets(Vault vault, long workspaceId, Source source) {
        List<String> secrets = new ArrayList<>();
        int newest = source.secretNumber();
        int oldest = source.previousSecretUntil() == null ? newest : newest - 1;
        for (int number = newest; number >= oldest && number > 0; number--) {
            vault.open(workspaceId, purpose(source.id(), number)).ifPresent(secrets::add);
        }
        return secrets;
    }

    /**
     * What would be made of a delivery. Nothing is kept.
     *
     * @param genuine whether it is signed as it should be; null where no signature was shown
     */
    public record Tried(@Nullable Boolean genuine, List<Mapping.Item> items) {}

    /**
     * Reads a delivery as if it had come.
     *
     * @param otherwise a mapping to be tried in the place of its own, or over its template's; null for its own
     * @throws Problem CONFLICT where nothing is delivered to it, {@code bad_source} for a mapping that is wrong, and whatever
     *     the delivery would be refused with
     */
    public Tried tryOut(long workspaceId, String slug, Delivery delivery, @Nullable JsonNode otherwise) {
        Source source = get(workspaceId, slug);
        Signature signature = source.signature();
        Mapping mapping = otherwise == null ? source.mapping() : mapping(source, otherwise);
        if (signature == null || mapping == null) {
            throw Problem.conflict(
                    "no_address",
                    "Nothing is delivered to the source '" + slug + "': it has neither template nor mapping.");
        }
        Instant now = time.now();
        Boolean genuine = signature.isShown(delivery)
                ? signature.isGenuine(delivery, secrets(vault, workspaceId, source), now)
                : null;
        return new Tried(genuine, mapping.read(Payload.of(delivery.contentType(), delivery.body()), delivery, now));
    }
}
