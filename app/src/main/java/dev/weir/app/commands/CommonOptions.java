package dev.weir.app.commands;

import dev.weir.app.enrich.Workplace;
import dev.weir.app.home.DatabaseChoice;
import dev.weir.app.home.WeirHome;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that looks into the database understands. */
final class CommonOptions {

    @Option(
            names = "--db",
            paramLabel = "URL",
            description =
                    "Use this PostgreSQL instead of Weir's own: postgresql://weir_app@host/database. The password is"
                            + " better given as WEIR_DB_PASSWORD. Also WEIR_DB_URL.")
    private @Nullable String db;

    @Mixin
    private final OwnProviders own = new OwnProviders();

    @Option(
            names = "--db-admin",
            paramLabel = "URL",
            description = "The same database as its owner, to make the role weir_app and to migrate. Also"
                    + " WEIR_DB_ADMIN_URL, WEIR_DB_ADMIN_PASSWORD.")
    private @Nullable String dbAdmin;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show what goes on inside, and where a fault came from.")
    void verbose(boolean verbose) {
        if (verbose) {
            Logs.verbose();
        }
    }

    WeirHome home(Terminal terminal) {
        return own.home(terminal);
    }

    /** Where work is done by them. @param say takes lines for the user meanwhile */
    Workplace workplace(Terminal terminal, Consumer<String> say) {
        return new Workplace(home(terminal), database(terminal), terminal.environment(), say, terminal.interrupts());
    }

    DatabaseChoice database(Terminal terminal) {
        return DatabaseChoice.of(db, dbAdmin, terminal.environment());
    }
}
