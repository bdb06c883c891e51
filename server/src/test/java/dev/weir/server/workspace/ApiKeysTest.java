package dev.weir.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.Weir;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.WeirDatabase;
import dev.weir.server.vault.MasterKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiKeysTest {

    private WeirDatabase database;
    private Weir weir;
    private Workspace mine;
    private Caller.Key owner;

    @BeforeAll
    void open() {
        database = WeirDatabase.fresh();
        weir = new Weir(database.jdbcUrl(), database.appPassword(), List.of(), MasterKeys.passing());
        mine = weir.workspaces().ensure("mine", true, false);
        owner = (Caller.Key) weir.keys().authenticate(make(Role.OWNER, null).clear());
    }

    @AfterAll
    void close() {
        weir.close();
        database.close();
    }

    private ApiKey.Issued make(Role role, @Nullable Instant expiresAt) {
        return weir.transactions()
                .in(
                        mine.id(),
                        () -> weir.keys().create(mine.id(), new ApiKey.Wish("a key", role, null, expiresAt), "test"));
    }

    private Instant now() {
        return new DatabaseTime(database.ownerJdbc()).now();
    }

    private void refused(String key, String code) {
        assertThatThrownBy(() -> weir.keys().authenticate(key)).isInstanceOfSatisfying(Problem.class, no -> {
            assertThat(no.kind()).isEqualTo(Problem.Kind.UNAUTHENTICATED);
            assertThat(no.code()).isEqualTo(code);
        });
    }

    @Test
    void aWorkspaceIsKnownByItsHandleWhateverOthersAreCalled() {
        weir.transactions().in(ApiKeys.INSTALLATION, () -> weir.workspaces().create("mine", true));

        assertThat(weir.workspaces().known("mine")).contains(mine);
        assertThat(weir.workspaces().known("yours")).isEmpty();
    }

    @Test
    void aKeySaysWhoShowsIt() {
        ApiKey.Issued issued = make(Role.ADMIN, null);

        assertThat(issued.clear())
                .startsWith("weir_" + mine.id() + "_" + issued.key().id() + "_");
        assertThat(weir.keys().authenticate(issued.clear()))
                .isEqualTo(new Caller.Key(issued.key().id(), mine, Role.ADMIN, null));
    }

    @Test
    void aMistypedKeyIsToldFromAWrongOneWithoutTheDatabase() {
        String clear = make(Role.VIEWER, null).clear();
        char last = clear.charAt(20);

        assertThat(KeyText.read(clear)).isPresent();
        assertThat(KeyText.read(clear.substring(0, 20) + (last == 'a' ? 'b' : 'a') + clear.substring(21)))
                .isEmpty();
        assertThat(KeyText.read(clear.substring(1))).isEmpty();
        refused(clear + "x", "bad_key");
    }

    @Test
    void aSecretOpensNoOtherKeyAndNoOtherWorkspace() {
        KeyText first = KeyText.read(make(Role.VIEWER, null).clear()).orElseThrow();
        ApiKey.Issued second = make(Role.OWNER, null);

        refused(new KeyText(mine.id(), second.key().id(), first.secret()).written(), "bad_key");
        refused(new KeyText(mine.id() + 1, first.id(), first.secret()).written(), "bad_key");
        refused(new KeyText(0, first.id(), first.secret()).written(), "bad_key");
        refused(new KeyText(mine.id(), 987_654_321, first.secret()).written(), "bad_key");
    }

    @Test
    void noSecretIsKeptInClear() {
        String secret =
                KeyText.read(make(Role.VIEWER, null).clear()).orElseThrow().secret();

        assertThat(database.ownerJdbc()
                        .sql("SELECT count(*) FROM weir.api_key k WHERE k::text LIKE '%' || ? || '%'"
                                + " OR k.hash = sha256(?::bytea)")
                        .param(secret)
                        .param(secret)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void anExpiredKeyAndARevokedOneAreRefusedFromTheNextRequestOnByEveryNode() {
        ApiKey.Issued expiring = make(Role.VIEWER, now().plus(Duration.ofMinutes(5)));
        ApiKey.Issued revoked = make(Role.VIEWER, null);
        try (Weir node = new Weir(database.jdbcUrl(), database.appPassword(), List.of(), MasterKeys.passing())) {
            node.keys().authenticate(expiring.clear());
            node.keys().authenticate(revoked.clear());

            weir.transactions()
                    .in(
                            mine.id(),
                            () -> weir.keys().revoke(mine.id(), revoked.key().id(), owner));
            database.crank(Duration.ofMinutes(6));

            assertThatThrownBy(() -> node.keys().authenticate(expiring.clear()))
                    .isInstanceOfSatisfying(
                            Problem.class, no -> assertThat(no.code()).isEqualTo("key_expired"));
            assertThatThrownBy(() -> node.keys().authenticate(revoked.clear()))
                    .isInstanceOfSatisfying(
                            Problem.class, no -> assertThat(no.code()).isEqualTo("key_revoked"));
        }
    }

    @Test
    void aKeyIsMadeForLater() {
        assertThatThrownBy(() -> make(Role.VIEWER, now().minusSeconds(1)))
                .isInstanceOfSatisfying(
                        Problem.class, no -> assertThat(no.code()).isEqualTo("bad_expiry"));
    }

    @Test
    void theLastUseIsNotedOnceAMinute() {
        ApiKey.Issued issued = make(Role.VIEWER, null);
        weir.keys().authenticate(issued.clear());
        Instant first = awaitUse(issued, Instant.MIN);

        weir.keys().authenticate(issued.clear());
        database.crank(Duration.ofMinutes(2));
        weir.keys().authenticate(issued.clear());

        assertThat(awaitUse(issued, first)).isAfter(first.plusSeconds(60));
    }

    private Instant awaitUse(ApiKey.Issued issued, Instant after) {
        while (true) {
            Instant used = weir.transactions()
                    .in(
                            mine.id(),
                            () -> weir.keys().find(mine.id(), issued.key().id()))
                    .lastUsedAt();
            if (used != null && used.isAfter(after)) {
                return used;
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void theLastOwnerKeyCannotBeRevokedAndOfTwoAtOnceOneStays() throws Exception {
        Workspace shared = weir.workspaces().ensure("shared", true, false);
        List<Long> owners = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            owners.add(weir.transactions()
                    .in(
                            shared.id(),
                            () -> weir.keys()
                                    .create(shared.id(), new ApiKey.Wish("owner", Role.OWNER, null, null), "test"))
                    .key()
                    .id());
        }
        try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
            long revoked = both
                    .invokeAll(owners.stream()
                            .<Callable<Boolean>>map(id -> () -> revoked(shared.id(), id))
                            .toList())
                    .stream()
                    .filter(result -> result.resultNow())
                    .count();
            assertThat(revoked).isEqualTo(1);
        }
    }

    private boolean revoked(long workspace, long key) {
        try {
            weir.transactions().in(workspace, () -> weir.keys().revoke(workspace, key, owner));
            return true;
        } catch (Problem no) {
            assertThat(no.code()).isEqualTo("last_owner_key");
            return false;
        }
    }

    @Test
    void aRotatedKeyMayDoTheSameAndTheOldOneGoesOnAsLongAsItMay() {
        ApiKey.Issued old = make(Role.MEMBER, null);
        ApiKey.Issued rotated = weir.transactions()
                .in(mine.id(), () -> weir.keys().rotate(mine.id(), old.key().id(), Duration.ofHours(1), owner));

        assertThat(weir.keys().authenticate(rotated.clear()))
                .isEqualTo(new Caller.Key(rotated.key().id(), mine, Role.MEMBER, null));
        weir.keys().authenticate(old.clear());
        database.crank(Duration.ofMinutes(61));
        refused(old.clear(), "key_expired");
    }

    @Test
    void theFirstStartHandsItsKeysToOneOfAllThatAsk() throws Exception {
        try (WeirDatabase empty = WeirDatabase.fresh();
                Weir fresh = new Weir(empty.jdbcUrl(), empty.appPassword(), List.of(), MasterKeys.passing());
                ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Installation.Begun> begun = many
                    .invokeAll(Collections.<Callable<Optional<Installation.Begun>>>nCopies(
                            5, () -> fresh.installation().begin("first", false)))
                    .stream()
                    .map(result -> result.resultNow())
                    .flatMap(Optional::stream)
                    .toList();

            assertThat(begun).hasSize(1);
            assertThat(fresh.keys().authenticate(begun.getFirst().ownerKey()))
                    .isInstanceOfSatisfying(Caller.Key.class, key -> {
                        assertThat(key.role()).isEqualTo(Role.OWNER);
                        assertThat(key.workspace().autoGrant()).isFalse();
                    });
            assertThat(fresh.keys().authenticate(begun.getFirst().installationKey()))
                    .isInstanceOf(Caller.Installation.class);
        }
    }
}
