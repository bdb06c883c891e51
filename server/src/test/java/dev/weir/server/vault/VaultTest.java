package dev.weir.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.weir.server.problem.Problem;
import dev.weir.server.testing.WeirDatabase;
import dev.weir.server.workspace.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class VaultTest {

    private static final String CANARY = "canary-5b1f7e";

    @TempDir
    Path folder;

    private final WeirDatabase database = WeirDatabase.fresh();
    private final Workspaces workspaces = new Workspaces(database.jdbc());
    private long mine;
    private long theirs;

    @BeforeEach
    void makeWorkspaces() {
        mine = workspaces.ensure("mine", false, false).id();
        theirs = workspaces.ensure("theirs", false, false).id();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Vault vault(MasterKeys masterKeys) {
        return new Vault(database.jdbc(), database.transactions(), workspaces, masterKeys);
    }

    private void seal(Vault vault, long workspace, String purpose, String secret) {
        database.transactions().in(workspace, () -> {
            vault.seal(workspace, purpose, secret);
            return true;
        });
    }

    private Optional<String> open(Vault vault, long workspace, String purpose) {
        return database.transactions().in(workspace, () -> vault.open(workspace, purpose));
    }

    private void assertUnreadable(Vault vault, long workspace, String purpose) {
        assertThatThrownBy(() -> open(vault, workspace, purpose))
                .asInstanceOf(type(Problem.class))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("secret_unreadable"))
                .satisfies(problem -> assertThat(problem).hasMessageNotContaining(CANARY));
    }

    @Test
    void whatIsSealedOpensForItsPurposeUntilItIsForgotten() {
        Vault vault = vault(MasterKeys.passing());
        seal(vault, mine, "credential:hunter", "first");
        seal(vault, mine, "credential:hunter", "second ✓");

        assertThat(open(vault, mine, "credential:hunter")).contains("second ✓");
        assertThat(open(vault, mine, "credential:apollo")).isEmpty();
        assertThat(database.transactions().in(mine, () -> vault.forget(mine, "credential:hunter")))
                .isTrue();
        assertThat(open(vault, mine, "credential:hunter")).isEmpty();
        assertThat(database.transactions().in(mine, () -> vault.forget(mine, "credential:hunter")))
                .isFalse();
    }

    @Test
    void theDatabaseHoldsNothingInClear() {
        Vault vault = vault(MasterKeys.passing());
        seal(vault, mine, "a", CANARY);

        assertThat(database.ownerJdbc()
                        .sql(
                                "SELECT encode(sealed, 'escape') || encode(wrapped, 'escape') FROM weir.secret, weir.data_key")
                        .query(String.class)
                        .single())
                .doesNotContain(CANARY);
    }

    @Test
    void whatIsMovedToAnotherPurposeOrWorkspaceDoesNotOpen() {
        Vault vault = vault(MasterKeys.passing());
        seal(vault, mine, "credential:hunter", CANARY);
        seal(vault, mine, "credential:apollo", "other");
        seal(vault, theirs, "credential:hunter", "theirs");

        database.ownerJdbc().sql("""
                        UPDATE weir.secret s SET sealed = o.sealed, number = o.number FROM weir.secret o
                        WHERE o.workspace_id = ? AND o.purpose = 'credential:hunter' AND s.purpose = 'credential:apollo'
                        """).param(mine).update();
        assertUnreadable(vault, mine, "credential:apollo");

        // With the data key that opens it, too: this one is bound to its workspace as well.
        database.ownerJdbc().sql("""
                        UPDATE weir.secret s SET sealed = o.sealed, number = o.number FROM weir.secret o
                        WHERE o.workspace_id = ? AND s.workspace_id = ? AND o.purpose = s.purpose
                        """).param(mine).param(theirs).update();
        assertUnreadable(vault, theirs, "credential:hunter");
        database.ownerJdbc().sql("""
                        UPDATE weir.data_key k SET wrapped = o.wrapped FROM weir.data_key o
                        WHERE o.workspace_id = ? AND k.workspace_id = ?
                        """).param(mine).param(theirs).update();
        assertUnreadable(vault, theirs, "credential:hunter");
        assertThat(open(vault, mine, "credential:hunter")).contains(CANARY);
    }

    @Test
    void whatWasReplacedCannotBePutBack() {
        Vault vault = vault(MasterKeys.passing());
        seal(vault, mine, "a", CANARY);
        byte[] old = database.ownerJdbc()
                .sql("SELECT sealed FROM weir.secret")
                .query(byte[].class)
                .single();
        seal(vault, mine, "a", "new");

        database.ownerJdbc().sql("UPDATE weir.secret SET sealed = ?").param(old).update();

        assertUnreadable(vault, mine, "a");
    }

    @Test
    void aFlippedBitDoesNotOpenWhereverItIs() {
        Vault vault = vault(MasterKeys.passing());
        seal(vault, mine, "a", CANARY);
        byte[] sealed = database.ownerJdbc()
                .sql("SELECT sealed FROM weir.secret")
                .query(byte[].class)
                .single();
        for (int at = 0; at < sealed.length; at++) {
            byte[] flipped = sealed.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            database.ownerJdbc()
                    .sql("UPDATE weir.secret SET sealed = ?")
                    .param(flipped)
                    .update();
            assertUnreadable(vault, mine, "a");
        }
    }

    @Test
    void anotherMasterKeyOpensNothingAndSaysWhichOneIsMissing() {
        seal(vault(MasterKeys.passing()), mine, "a", CANARY);
        Vault other = vault(MasterKeys.passing());

        assertThatThrownBy(() -> open(other, mine, "a"))
                .asInstanceOf(type(Problem.class))
                .extracting(Problem::code)
                .isEqualTo("master_key_missing");
        assertThatThrownBy(other::requireMasterKeys).isInstanceOf(Problem.class);
    }

    @Test
    void aMasterKeyThatIsReplacedStaysNeededUntilAllIsWrappedAnew() {
        MasterKeys running = MasterKeys.in(folder.resolve("master-key"));
        Vault vault = vault(running);
        seal(vault, mine, "a", "A");
        String old = running.fingerprints().getFirst();

        // Another program rotates; the running one has not heard of it.
        MasterKeys rotating = MasterKeys.in(folder.resolve("master-key"));
        rotating.addFirst();
        assertThat(vault(rotating).rewrap()).isEqualTo(1);
        assertThat(open(vault, mine, "a")).contains("A");
        seal(vault, theirs, "b", "B");

        assertThat(vault(rotating).masterKeysInUse())
                .containsExactly(rotating.fingerprints().getFirst())
                .doesNotContain(old);
        rotating.keepOnly(vault(rotating).masterKeysInUse());
        assertThat(MasterKeys.in(folder.resolve("master-key")).fingerprints())
                .hasSize(1)
                .doesNotContain(old);
        assertThat(open(vault(MasterKeys.in(folder.resolve("master-key"))), mine, "a"))
                .contains("A");
        assertThat(open(vault, theirs, "b")).contains("B");
    }

    @Test
    void bothKeysRotateUnderLoadWithoutOneFailureAndThenNoOldOnesAreLeft() throws Exception {
        Path file = folder.resolve("master-key");
        Vault vault = vault(MasterKeys.in(file));
        for (int i = 0; i < 150; i++) {
            seal(vault, mine, "still:" + i, "value " + i);
        }
        AtomicBoolean on = new AtomicBoolean(true);
        AtomicInteger done = new AtomicInteger();
        List<Future<?>> users = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int user = 0; user < 4; user++) {
                String own = "moving:" + user;
                users.add(threads.submit(() -> {
                    Vault another = vault(MasterKeys.in(file));
                    for (int n = 0; on.get(); n++) {
                        seal(another, mine, own, "v" + n);
                        assertThat(open(another, mine, own)).contains("v" + n);
                        assertThat(open(another, mine, "still:" + n % 150)).contains("value " + n % 150);
                        done.incrementAndGet();
                    }
                }));
            }
            try {
                for (int round = 0; round < 5; round++) {
                    int before = done.get();
                    MasterKeys keys = MasterKeys.in(file);
                    keys.addFirst();
                    vault(keys).rewrap();
                    vault(keys).rotateDataKey(mine);
                    while (done.get() == before && users.stream().noneMatch(Future::isDone)) {
                        Thread.onSpinWait();
                    }
                }
            } finally {
                on.set(false);
            }
        }
        for (Future<?> user : users) {
            user.get();
        }
        MasterKeys keys = MasterKeys.in(file);
        vault(keys).rewrap();
        keys.keepOnly(vault(keys).masterKeysInUse());

        assertThat(keys.fingerprints()).hasSize(1);
        assertThat(database.ownerJdbc()
                        .sql("SELECT DISTINCT version FROM weir.data_key WHERE workspace_id = ?")
                        .param(mine)
                        .query(Integer.class)
                        .list())
                .hasSize(1);
        assertThat(open(vault(keys), mine, "still:149")).contains("value 149");
    }

    @Test
    void theFileIsMadeForItsOwnerAloneAndRefusedWhenOthersMayReadIt() throws IOException {
        Path file = folder.resolve("master-key");
        MasterKeys.in(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(MasterKeys.in(file).fingerprints())
                .isEqualTo(MasterKeys.in(file).fingerprints());

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> MasterKeys.in(file)).hasMessageContaining("chmod 600");
    }

    @Test
    void aKeyThatIsNoneIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> MasterKeys.of("c2hvcnQ=", "WEIR_MASTER_KEY"))
                .hasMessageContaining("WEIR_MASTER_KEY")
                .hasMessageNotContaining("c2hvcnQ=");
        assertThatThrownBy(() -> MasterKeys.of(" ", "WEIR_MASTER_KEY")).isInstanceOf(Problem.class);
        String key = MasterKey.freshText();
        assertThat(MasterKeys.of(key, "x").toString()).doesNotContain(key);
        assertThatThrownBy(() -> MasterKeys.of(key, "x").addFirst()).hasMessageContaining("environment");
    }
}
