package dev.weir.postgres;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Another JVM that holds a PostgreSQL until its standard input ends, its terminal says Ctrl-C, or it is killed. */
final class HoldingProgram {
    /** Its exit code when somebody else has the home. */
    static final int HELD = 3;

    private HoldingProgram() {}

    public static void main(String[] args) throws IOException {
        try {
            hold(EmbeddedPostgres.start(Settings.at(Path.of(args[0])).withUnpackFolder(Path.of(args[1]))));
        } catch (PostgresRefused refused) {
            System.exit(refused.reason() == PostgresRefused.Reason.HELD ? HELD : 1);
        }
    }

    private static void hold(EmbeddedPostgres postgres) throws IOException {
        PrintStream out = System.out;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            out.println(answers(postgres) ? "answers" : "silent");
            postgres.close();
            out.println("closed");
        }));
        out.println(postgres.pid());
        while (System.in.read() >= 0) {
            // Only its end means anything.
        }
        System.exit(0);
    }

    private static boolean answers(EmbeddedPostgres postgres) {
        try (Connection connection = Database.connect(postgres.address(), EmbeddedPostgres.DATABASE)) {
            return connection.isValid(5) && postgres.isAlive();
        } catch (SQLException gone) {
            return false;
        }
    }
}
