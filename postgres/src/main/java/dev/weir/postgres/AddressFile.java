package dev.weir.postgres;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * The note by which another process of the same user finds the running PostgreSQL. It exists only while the server is
 * believed to run; after a crash it is stale, so a reader holds it against postmaster.pid and the live process.
 */
final class AddressFile {
    private AddressFile() {}

    static void write(Home home, Address address) throws IOException {
        PrivateFile.write(home.address(), """
                port=%d
                user=%s
                password=%s
                pid=%d
                jdbcUrl=%s
                """.formatted(
                        address.port(),
                        address.user(),
                        address.password(),
                        address.pid(),
                        address.jdbcUrl(EmbeddedPostgres.DATABASE)));
    }

    static void remove(Home home) throws IOException {
        Files.deleteIfExists(home.address());
    }

    /** The address, if the server it names is alive, ready, and serves this very directory. */
    static Optional<Address> ofLiveServer(Home home) throws IOException {
        Optional<Address> noted = read(home.address());
        if (noted.isEmpty()) {
            return noted;
        }
        Address address = noted.get();
        Optional<PostmasterPid> served = PostmasterPid.read(home.data())
                .filter(found -> found.pid() == address.pid() && found.port() == address.port() && found.ready());
        return served.isPresent() && new OsProcess(address.pid()).isPostgresOn(home.data()) ? noted : Optional.empty();
    }

    private static Optional<Address> read(Path file) throws IOException {
        Properties note = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            note.load(reader);
            return Optional.of(new Address(
                    Integer.parseInt(note.getProperty("port", "")),
                    note.getProperty("user", ""),
                    note.getProperty("password", ""),
                    Long.parseLong(note.getProperty("pid", ""))));
        } catch (NoSuchFileException nobodyRuns) {
            return Optional.empty();
        } catch (IllegalArgumentException garbled) {
            // Somebody edited it, or the disk lost it: as good as stale, and the next start writes it anew.
            return Optional.empty();
        }
    }
}
