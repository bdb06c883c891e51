package dev.weir.acceptance.chaos.patient;

import dev.weir.server.egress.Failpoint;
import dev.weir.server.workspace.Transactions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Comes to points, commits and tells the time, a line of input each, and says after each line how that went. */
public final class Patient {

    /** How its lines begin. */
    public static final String SAYS = "patient: ";

    /** Before the name of a class that it is to load. */
    public static final String LOAD = "load ";

    private boolean open = true;

    /** Ends with its input. */
    public static void main(String... arguments) throws IOException {
        Patient patient = new Patient();
        patient.say("here");
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                try {
                    patient.obey(line);
                } catch (RuntimeException e) {
                    patient.say(e.getClass().getSimpleName() + ": " + e.getMessage());
                }
            }
        }
    }

    private void obey(String line) {
        switch (line) {
            case "commit" -> commit();
            case "clock" -> clock();
            case String it when it.startsWith(LOAD) -> load(it.substring(LOAD.length()));
            default -> {
                Failpoint.NONE.reached(line);
                say("passed " + line);
            }
        }
    }

    private void load(String type) {
        try {
            say("loaded " + Class.forName(type).getSimpleName());
        } catch (ClassNotFoundException e) {
            say("there is no " + e.getMessage());
        }
    }

    private void commit() {
        DataSource database = new AbstractDataSource() {
            @Override
            public Connection getConnection() {
                return connection();
            }

            @Override
            public Connection getConnection(String user, String password) {
                return connection();
            }
        };
        open = true;
        new Transactions(JdbcClient.create(database), new JdbcTransactionManager(database)).inNone(() -> "");
        say("went on");
    }

    private Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                Patient.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, _) -> {
                    switch (method.getName()) {
                        case "commit" -> say(open ? "committed" : "could not commit");
                        case "abort" -> {
                            open = false;
                            say("torn");
                        }
                        default -> {}
                    }
                    return method.getReturnType() == boolean.class
                            ? (Object) false
                            : method.getReturnType() == int.class
                                    ? (Integer) Connection.TRANSACTION_READ_COMMITTED
                                    : null;
                });
    }

    /** The same moment in many words, which have to agree. */
    @SuppressWarnings("JavaUtilDate")
    private void clock() {
        LongSupplier handle = System::currentTimeMillis;
        Instant instant = Instant.now();
        long millis = System.currentTimeMillis();
        say(String.join(
                " ",
                instant.toString(),
                String.valueOf(millis),
                String.valueOf(handle.getAsLong()),
                String.valueOf(new Date().getTime()),
                LocalDate.now(ZoneOffset.UTC).toString()));
    }

    /** Marked, since libraries speak there, too. */
    @SuppressWarnings("SystemOut")
    private void say(String what) {
        System.out.println(SAYS + what);
    }
}
