package dev.weir.acceptance.chaos;

import dev.weir.acceptance.Signals;
import dev.weir.acceptance.Waiting;
import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.PostgresRefused;
import dev.weir.postgres.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The PostgreSQL that all servers share. It is killed and held still, and comes back at its port with what was committed. */
public final class HomeServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MIB = 1 << 20;

    /** More than a run writes; what is not used takes no room. */
    private static final long VOLUME = 32L << 30;

    // PostgreSQL writes its log in files of 16 MiB and tables in blocks: little of either fits.
    private static final long LEFT = MIB;
    private static final long LARGEST_FILE = 2 * MIB;

    private final EmbeddedPostgres postgres;
    private final Path folder;
    private final @Nullable Volume volume;

    private HomeServer(EmbeddedPostgres postgres, Path folder, @Nullable Volume volume) {
        this.postgres = postgres;
        this.folder = folder;
        this.volume = volume;
    }

    /** Starts one. @param unpack where PostgreSQL's binaries are, or will be, unpacked */
    static HomeServer open(Path folder, Path unpack) throws IOException, InterruptedException {
        return open(folder, unpack, VOLUME);
    }

    /** Starts one. @param bytes of the file system that its folder gets where one can be mounted; 0 for none */
    public static HomeServer open(Path folder, Path unpack, long bytes) throws IOException, InterruptedException {
        @Nullable Volume volume = bytes == 0 ? null : Volume.over(folder, bytes).orElse(null);
        boolean opened = false;
        try {
            HomeServer server = new HomeServer(
                    EmbeddedPostgres.start(
                            Settings.at(folder).withUnpackFolder(unpack).withServer("max_connections", "200")),
                    folder,
                    volume);
            opened = true;
            return server;
        } catch (PostgresRefused refused) {
            throw new IOException("no database: " + refused.getMessage(), refused);
        } finally {
            if (!opened && volume != null) {
                volume.close();
            }
        }
    }

    public int port() {
        return postgres.port();
    }

    /** Where its data lie. */
    public Path folder() {
        return folder;
    }

    String user() {
        return postgres.user();
    }

    String password() {
        return postgres.password();
    }

    /** Statements as its owner, whom no policy binds, past the servers' line; each has a connection of its own. */
    public JdbcClient sql() {
        return JdbcClient.create(new DriverManagerDataSource(
                postgres.jdbcUrl(EmbeddedPostgres.DATABASE), postgres.user(), postgres.password()));
    }

    /** SIGKILL of all its processes at once. */
    public void kill() throws IOException, InterruptedException {
        Signals.send("KILL", Signals.family(postgres.pid()));
        Waiting.until("the database has ended", PATIENCE, () -> !postgres.isAlive());
    }

    public void hold() throws IOException, InterruptedException {
        Signals.send("STOP", Signals.family(postgres.pid()));
    }

    public void release() throws IOException, InterruptedException {
        Signals.send("CONT", Signals.family(postgres.pid()));
    }

    public boolean isAlive() {
        return postgres.isAlive();
    }

    /** Whether {@link #fillDisk} fills a file system; else it bounds the size of files, which does much the same. */
    public boolean hasVolume() {
        return volume != null;
    }

    /** It can hardly write anything from now on, and may give up. */
    public void fillDisk() throws IOException, InterruptedException {
        if (volume != null) {
            volume.fill(LEFT);
        } else {
            boundFiles(String.valueOf(LARGEST_FILE));
        }
    }

    /** It can write again; {@link #ensureRunning} when it has given up. */
    public void freeDisk() throws IOException, InterruptedException {
        if (volume != null) {
            volume.free();
        } else {
            boundFiles("unlimited");
        }
    }

    private void boundFiles(String bytes) throws IOException, InterruptedException {
        for (long pid : Signals.family(postgres.pid())) {
            // The soft limit, which may be raised again. One that has ended meanwhile has none.
            new ProcessBuilder("prlimit", "--pid", String.valueOf(pid), "--fsize=" + bytes + ":")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    /** Brings it back when it is not there, and returns when it answers. */
    public void ensureRunning() throws IOException, InterruptedException {
        Waiting.until("the database answers", PATIENCE, this::answers);
    }

    /** One that has given up may also be on its way back by itself, or end on it. */
    private boolean answers() throws IOException {
        try {
            postgres.ensureRunning();
            return sql().sql("SELECT true").query(Boolean.class).single();
        } catch (PostgresRefused refused) {
            throw new IOException("the database does not come back: " + refused.getMessage(), refused);
        } catch (DataAccessException notYet) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        if (volume != null) {
            volume.close();
        }
    }
}
