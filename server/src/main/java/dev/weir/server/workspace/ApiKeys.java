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
import java.util.stream.Collectors;
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

    /** How many keys of a workspace may live at once. */
    static final int MOST_LIVE = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);

    private final ApiKeyTable table;
    private final DatabaseTime time;
    private final Transactions transactions;
    private final Set<Long> noting = ConcurrentHashMap.newKeySet();
    private volatile byte @Nullable [] pepper;

    public ApiKeys(JdbcClient jdbc, Transactions transactions) {
        this.table = new ApiKeyTable(jdbc);
        this.time = new DatabaseTime(jdbc);
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
            throw ended(shown.ended());
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

    private static Problem ended(ApiKeyTable.Ended how) {
        return switch (how) {
            case REVOKED -> refused("key_revoked", "This API key has been revoked. Use another one.");
            case EXPIRED -> refused("key_expired", "This API key has expired. Use another one.");
        };
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
     * Makes a key for whoever runs the installation.
     *
     * @throws Problem when it would be expired at once, or the workspace has as many as there can be
     */
    public ApiKey.Issued create(long workspaceId, ApiKey.Wish wish, String createdBy) {
        table.hold(workspaceId);
        return insert(workspaceId, wish, createdBy, null);
    }

    /**
     * Makes a key. It ends when the member who made it goes, since he has seen its secret.
     *
     * @throws Problem when it could do more than the key it is made with or the member it is made for, or would be expired at
     *     once; when there is no such member, or the workspace has as many keys as there can be
     */
    public ApiKey.Issued create(long workspaceId, ApiKey.Wish wish, Caller.Key by) {
        table.hold(workspaceId);
        Long makerId = maker(workspaceId, by, wish.role());
        requireMember(workspaceId, wish);
        return insert(workspaceId, wish, by.text(), makerId);
    }

    /**
     * The member who makes a key with that one, if any. Looks again whether it may still make such a key: it may have been
     * ended since its request came in.
     */
    private @Nullable Long maker(long workspaceId, Caller.Key by, Role role) {
        ApiKeyTable.Shown shown = table.shown(workspaceId, by.keyId()).orElseThrow(ApiKeys::bad);
        if (shown.ended() != null) {
            throw ended(shown.ended());
        }
        if (shown.role() == null || !shown.role().covers(role)) {
            throw aboveOwnRole(by, role);
        }
        return shown.memberId() == null ? shown.makerId() : shown.memberId();
    }

    private static Problem aboveOwnRole(Caller.Key by, Role role) {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "above_own_role",
                "A key of the role " + by.role().text() + " makes, rotates and revokes keys of at most that role, not "
                        + role.text() + ".");
    }

    private void requireMember(long workspaceId, ApiKey.Wish wish) {
        Long memberId = wish.memberId();
        if (memberId == null) {
            return;
        }
        Role ofMember = table.roleOf(workspaceId, memberId)
                .orElseThrow(() -> Problem.invalid("unknown_member", "There is no member " + memberId + ".")
                        .at("/memberId", "names no member"));
        if (!ofMember.covers(wish.role())) {
            throw Problem.invalid("above_member_role", "A member's key can do no more than the member.")
                    .at("/role", "is above the member's own");
        }
    }

    private ApiKey.Issued insert(long workspaceId, ApiKey.Wish wish, String createdBy, @Nullable Long makerId) {
        Names.require("name", wish.name());
        if (wish.expiresAt() != null && !wish.expiresAt().isAfter(time.now())) {
            throw Problem.invalid("bad_expiry", "expiresAt lies in the past.")
                    .at("/expiresAt", "must lie in the future");
        }
        if (table.countLive(workspaceId) >= MOST_LIVE) {
            throw Problem.conflict(
                    "too_many_keys",
                    "The workspace has " + MOST_LIVE + " API keys that have not ended, as many as there can be. Revoke"
                            + " those that nobody uses (their lastUsedAt says so), then make this one.");
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
                makerId,
                wish.expiresAt());
        return new ApiKey.Issued(
                new ApiKey(
                        text.id(),
                        wish.memberId(),
                        wish.name(),
                        wish.role(),
                        createdBy,
                        makerId,
                        createdAt,
                        wish.expiresAt(),
                        null,
                        null),
                text.written());
    }

    /** Makes a key of the installation's, which is returned as it is shown; needs the workspace {@link #INSTALLATION}. */
    String createInstallation(String name, String createdBy) {
        KeyText text = newText(INSTALLATION);
        table.insert(text.id(), INSTALLATION, null, name, null, hash(text), createdBy, null, null);
        return text.written();
    }

    private KeyText newText(long workspaceId) {
        return new KeyText(workspaceId, table.newId(), KeyText.newSecret());
    }

    /**
     * Ends a key, from the next request on. One that has ended already stays as it is.
     *
     * @throws Problem when there is no such key, it may do more than the one that ends it, or nobody could own the workspace
     *     afterwards
     */
    public ApiKey revoke(long workspaceId, long id, Caller.Key by) {
        table.hold(workspaceId);
        ApiKey key = find(workspaceId, id);
        if (!by.role().covers(key.role())) {
            throw aboveOwnRole(by, key.role());
        }
        if (key.revokedAt() != null) {
            return key;
        }
        requireOwnerKey(workspaceId, ending -> ending.id() == id);
        table.revoke(workspaceId, id);
        return find(workspaceId, id);
    }

    /** Holds who may do what in the workspace until the transaction ends. */
    void hold(long workspaceId) {
        table.hold(workspaceId);
    }

    /**
     * Ends a member's keys, and those that the member made: he has seen their secrets.
     *
     * @return those that had not ended
     * @throws Problem when nobody could own the workspace afterwards; the caller has held it
     */
    List<ApiKey> endWith(long workspaceId, long memberId) {
        return revoke(workspaceId, table.ofOrBy(workspaceId, memberId), _ -> false);
    }

    /**
     * Ends what a member made that may do more than the member may from now on. The member's own keys are bound by the role as
     * it is.
     *
     * @return those that had not ended
     * @throws Problem when nobody could own the workspace afterwards; the caller has held it
     */
    List<ApiKey> endAbove(long workspaceId, long memberId, Role role) {
        List<ApiKey> above = table.ofOrBy(workspaceId, memberId).stream()
                .filter(key -> !isOf(key, memberId) && !role.covers(key.role()))
                .toList();
        return revoke(workspaceId, above, key -> isOf(key, memberId) && role != Role.OWNER);
    }

    private static boolean isOf(ApiKey key, long memberId) {
        return key.memberId() != null && key.memberId() == memberId;
    }

    /** @param lessened which of the others cannot own the workspace any more */
    private List<ApiKey> revoke(long workspaceId, List<ApiKey> ending, Predicate<ApiKey> lessened) {
        Set<Long> ids = ending.stream().map(ApiKey::id).collect(Collectors.toSet());
        requireOwnerKey(workspaceId, key -> ids.contains(key.id()) || lessened.test(key));
        ending.forEach(key -> table.revoke(workspaceId, key.id()));
        return ending;
    }

    private void requireOwnerKey(long workspaceId, Predicate<ApiKey> ending) {
        List<ApiKey> owners = table.live(workspaceId).stream()
                .filter(key -> key.role() == Role.OWNER)
                .toList();
        if (!owners.isEmpty() && owners.stream().allMatch(ending)) {
            throw Problem.conflict(
                    "last_owner_key",
                    "Key " + owners.getLast().id() + " is the last owner key: without it nobody could make another one."
                            + " Rotate it, or make another owner key first.");
        }
    }

    /**
     * Makes another key that may do the same, and lets the old one go on for a while. The new one is made by whoever rotates.
     *
     * @param overlap how long the old one still works; nothing to end it at once
     * @throws Problem when there is no such key, it has ended or may do more than the one that rotates it, the overlap is too
     *     long, or the workspace has as many keys as there can be
     */
    public ApiKey.Issued rotate(long workspaceId, long id, Duration overlap, Caller.Key by) {
        if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
            throw Problem.invalid(
                            "bad_overlap",
                            "A key that was rotated can go on for " + LONGEST_OVERLAP.toSeconds() + " seconds at most.")
                    .at("/overlapSeconds", "must be 0 to " + LONGEST_OVERLAP.toSeconds());
        }
        table.hold(workspaceId);
        ApiKey old = find(workspaceId, id);
        Long makerId = maker(workspaceId, by, old.role());
        if (old.revokedAt() != null || !lasts(old, time.now())) {
            throw Problem.conflict("key_ended", "Key " + id + " has ended. Make a new key instead.");
        }
        if (overlap.isZero()) {
            table.revoke(workspaceId, id);
        } else {
            table.expire(workspaceId, id, overlap.toSeconds());
        }
        return insert(
                workspaceId,
                new ApiKey.Wish(old.name(), old.role(), old.memberId(), old.expiresAt()),
                by.text(),
                makerId);
    }

    private static boolean lasts(ApiKey key, Instant now) {
        return key.expiresAt() == null || key.expiresAt().isAfter(now);
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
