package dev.weir.server.workspace;

import dev.weir.server.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * The keys by which programs say who they are.
 *
 * <p>A key is shown once, when it is made, and kept as a keyed hash. Every request looks its key up anew, so that one that
 * was revoked, or whose member has gone or has another role, is refused from the next request on, on every node. All verbs
 * but {@link #authenticate} join the caller's transaction.
 */
public final class ApiKeys {

    /** The workspace whose keys are the installation's. */
    static final long INSTALLATION = 0;

    /** How long a key that has been rotated still works, at most. */
    public static final Duration LONGEST_OVERLAP = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);

    private final ApiKeyTable table;
    private final Transactions transactions;
    private final Set<Long> noting = ConcurrentHashMap.newKeySet();
    private volatile byte @Nullable [] pepper;

    public ApiKeys(JdbcClient jdbc, Transactions transactions) {
        this.table = new ApiKeyTable(jdbc);
        this.transactions = transactions;
    }

    /**
     * Who shows this key.
     *
     * @throws Problem of kind UNAUTHENTICATED: {@code bad_key}, or {@code key_expired} and {@code key_revoked} for one that
     *     was right
     */
    public Caller authenticate(String written) {
        KeyText key = KeyText.read(written).orElseThrow(ApiKeys::bad);
        ApiKeyTable.Shown shown = transactions.in(
                key.workspaceId(),
                () -> table.shown(key.workspaceId(), key.id()).orElse(null));
        // Hashed whether it was found or not: how long a no takes tells nobody which numbers there are.
        byte[] hash = hash(key);
        if (shown == null || !MessageDigest.isEqual(hash, shown.hash())) {
            throw bad();
        }
        if (shown.ended() != null) {
            throw switch (shown.ended()) {
                case REVOKED -> refused("key_revoked", "This API key has been revoked. Use another one.");
                case EXPIRED -> refused("key_expired", "This API key has expired. Use another one.");
            };
        }
        if (shown.unnoted()) {
            noteUse(key);
        }
        if (key.workspaceId() == INSTALLATION) {
            return new Caller.Installation(key.id());
        }
        if (shown.workspace() == null || shown.role() == null) {
            throw bad();
        }
        return new Caller.Key(key.id(), shown.workspace(), shown.role(), shown.memberId());
    }

    private static Problem bad() {
        return refused(
                "bad_key",
                "This is no API key of ours. Check that it was copied whole: weir_<workspace>_<id>_<secret>.");
    }

    private static Problem refused(String code, String sentence) {
        return new Problem(Problem.Kind.UNAUTHENTICATED, code, sentence);
    }

    /** Beside the request, which does not wait for it. */
    private void noteUse(KeyText key) {
        if (!noting.add(key.id())) {
            return;
        }
        Thread.ofVirtual().name("key-use").start(() -> {
            try {
                transactions.in(key.workspaceId(), () -> {
                    table.noteUse(key.workspaceId(), key.id());
                    return null;
                });
            } catch (DataAccessException | TransactionException e) {
                LOG.debug("the last use of key {} is not noted", key.id(), e);
            } finally {
                noting.remove(key.id());
            }
        });
    }

    /** Newest first, those before number {@code before} when that is given. */
    public List<ApiKey> list(long workspaceId, @Nullable Long before, long offset, int most) {
        return table.of(workspaceId, before == null ? Long.MAX_VALUE : before, offset, most);
    }

    /** How many a workspace has, those that have ended among them. */
    public long count(long workspaceId) {
        return table.count(workspaceId);
    }

    /**
     * A key, whether it has ended or not.
     *
     * @throws Problem when the workspace has no such key
     */
    public ApiKey find(long workspaceId, long id) {
        return table.find(workspaceId, id)
                .orElseThrow(() -> Problem.notFound("unknown_key", "There is no API key " + id + "."));
    }

    /**
     * Makes a key.
     *
     * @throws Problem when it would be expired at once
     */
    public ApiKey.Issued create(long workspaceId, ApiKey.Wish wish, String createdBy) {
        Names.require("name", wish.name());
        if (wish.expiresAt() != null && !wish.expiresAt().isAfter(table.now())) {
            throw Problem.invalid("bad_expiry", "expiresAt lies in the past.")
                    .at(List.of(new Problem.At("/expiresAt", "must lie in the future")));
        }
        KeyText text = newText(workspaceId);
        Instant createdAt = table.insert(
                text.id(),
                workspaceId,
                wish.memberId(),
                wish.name(),
                wish.role(),
                hash(text),
                createdBy,
                wish.expiresAt());
        return new ApiKey.Issued(
                new ApiKey(
                        text.id(),
                        wish.memberId(),
                        wish.name(),
                        wish.role(),
                        createdBy,
                        createdAt,
                        wish.expiresAt(),
                        null,
                        null),
                text.written());
    }

    /** Makes a key of the installation's, which is returned as it is shown; needs the workspace {@link #INSTALLATION}. */
    String createInstallation(String name, String createdBy) {
        KeyText text = newText(INSTALLATION);
        table.insert(text.id(), INSTALLATION, null, name, null, hash(text), createdBy, null);
        return text.written();
    }

    private KeyText newText(long workspaceId) {
        return new KeyText(workspaceId, table.newId(), KeyText.newSecret());
    }

    /**
     * Ends a key, from the next request on. One that has ended already stays as it is.
     *
     * @throws Problem when there is no such key, or when nobody could own the workspace afterwards
     */
    public ApiKey revoke(long workspaceId, long id) {
        List<ApiKey> live = table.lockAll(workspaceId);
        ApiKey key = find(workspaceId, id);
        if (key.revokedAt() != null) {
            return key;
        }
        requireOwnerKey(live, ending -> ending.id() == id);
        table.revoke(workspaceId, id);
        return find(workspaceId, id);
    }

    /** Ends a member's keys. */
    void revokeOf(long workspaceId, long memberId) {
        table.revokeOf(workspaceId, memberId);
    }

    /** @throws Problem when the keys of that member are all that own the workspace; holds all keys if not */
    void requireOwnerKeyBeside(long workspaceId, long memberId) {
        requireOwnerKey(
                table.lockAll(workspaceId), ending -> ending.memberId() != null && ending.memberId() == memberId);
    }

    private void requireOwnerKey(List<ApiKey> live, Predicate<ApiKey> ending) {
        Instant now = table.now();
        List<ApiKey> owners = live.stream()
                .filter(key -> key.role() == Role.OWNER && lasts(key, now))
                .toList();
        if (!owners.isEmpty() && owners.stream().allMatch(ending)) {
            throw Problem.conflict(
                    "last_owner_key",
                    "Key " + owners.getLast().id() + " is the last owner key: without it nobody could make another one."
                            + " Rotate it, or make another owner key first.");
        }
    }

    private static boolean lasts(ApiKey key, Instant now) {
        return key.expiresAt() == null || key.expiresAt().isAfter(now);
    }

    /**
     * Makes another key that may do the same, and lets the old one go on for a while.
     *
     * @param overlap how long the old one still works; nothing to end it at once
     * @throws Problem when there is no such key, it has ended, or the overlap is too long
     */
    public ApiKey.Issued rotate(long workspaceId, long id, Duration overlap, String createdBy) {
        if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
            throw Problem.invalid(
                            "bad_overlap",
                            "A key that was rotated can go on for " + LONGEST_OVERLAP.toSeconds() + " seconds at most.")
                    .at(List.of(new Problem.At("/overlapSeconds", "must be 0 to " + LONGEST_OVERLAP.toSeconds())));
        }
        table.lockAll(workspaceId);
        ApiKey old = find(workspaceId, id);
        if (old.revokedAt() != null || !lasts(old, table.now())) {
            throw Problem.conflict("key_ended", "Key " + id + " has ended. Make a new key instead.");
        }
        ApiKey.Issued issued = create(
                workspaceId, new ApiKey.Wish(old.name(), old.role(), old.memberId(), old.expiresAt()), createdBy);
        if (overlap.isZero()) {
            table.revoke(workspaceId, id);
        } else {
            table.expire(workspaceId, id, overlap.toSeconds());
        }
        return issued;
    }

    /** HMAC-SHA256 with the installation's pepper: what is stored says nothing without it. */
    private byte[] hash(KeyText key) {
        byte[] known = pepper;
        if (known == null) {
            known = transactions.inNone(table::pepper);
            pepper = known;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(known, "HmacSHA256"));
            return mac.doFinal(key.unchecked().getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
