package dev.weir.server.workspace;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole of what runs over one database: its first start, and its own keys, which alone make workspaces. */
public final class Installation {

    private static final String FIRST_START = "first start";
    private static final String COMMAND_LINE = "command line";

    private final InstallationTable table;
    private final Workspaces workspaces;
    private final ApiKeys keys;
    private final Transactions transactions;
    private final Notes notes;

    /** Where the installation's own acts are noted; joins the transaction of the act. */
    @FunctionalInterface
    public interface Notes {
        void note(long workspaceId, String actor, String act, String subject);
    }

    public Installation(JdbcClient jdbc, Workspaces workspaces, ApiKeys keys, Transactions transactions, Notes notes) {
        this.table = new InstallationTable(jdbc);
        this.workspaces = workspaces;
        this.keys = keys;
        this.transactions = transactions;
        this.notes = notes;
    }

    /** Tells it from others; never changes, and is no secret. */
    public UUID id() {
        return transactions.inNone(table::id);
    }

    /**
     * What the first start hands out. The keys are shown here and never again.
     *
     * @param ownerKey of the workspace
     * @param installationKey makes further workspaces, grants and refunds credits
     */
    public record Begun(Workspace workspace, String ownerKey, String installationKey) {

        @Override
        public String toString() {
            return "Begun[" + workspace + "]";
        }
    }

    /**
     * Makes the first workspace, its owner key and the installation's key, once: of all programs that ask, now or later,
     * one gets them, and the others nothing.
     *
     * @param sandbox whether the workspace's calls go to the sandbox
     */
    public Optional<Begun> begin(String name, boolean sandbox) {
        return transactions.in(ApiKeys.INSTALLATION, () -> {
            if (!table.begin()) {
                return Optional.empty();
            }
            Workspace workspace = workspaces.create(name, sandbox);
            transactions.also(workspace.id());
            ApiKey.Issued owner = keys.create(
                    workspace.id(), new ApiKey.Wish("first owner key", Role.OWNER, null, null), FIRST_START);
            notes.note(workspace.id(), FIRST_START, "workspace.created", "workspace " + workspace.id());
            notes.note(
                    workspace.id(),
                    FIRST_START,
                    "api_key.created",
                    "api_key " + owner.key().id());
            notes.note(ApiKeys.INSTALLATION, FIRST_START, "installation_key.created", "first installation key");
            return Optional.of(new Begun(
                    workspace, owner.clear(), keys.createInstallation("first installation key", FIRST_START)));
        });
    }

    /**
     * Makes another key of the installation's, for who runs the program on its own machine and has lost the first. The
     * earlier ones go on.
     *
     * @return as it is shown, here and never again
     */
    public String newKey(String name) {
        return transactions.in(ApiKeys.INSTALLATION, () -> {
            notes.note(ApiKeys.INSTALLATION, COMMAND_LINE, "installation_key.created", name);
            return keys.createInstallation(name, COMMAND_LINE);
        });
    }
}
