package dev.weir.app.home;

import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.server.problem.Problem;
import dev.weir.server.vault.MasterKeys;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder that holds everything Weir keeps on this machine: {@code WEIR_HOME}, else {@code $XDG_DATA_HOME/weir}, else
 * {@code ~/.local/share/weir}. Only its owner may look into it.
 *
 * <p>Every failure is a {@link Problem} {@code home_unusable} that names the folder.
 */
public final class WeirHome {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int PASSWORD_LENGTH = 32;
    private static final String MASTER_KEY = "WEIR_MASTER_KEY";

    private final Path folder;
    private final Path binaries;
    private final Path providers;
    private final String masterKeys;

    private WeirHome(Path folder, Path binaries, Path providers, String masterKeys) {
        this.masterKeys = masterKeys;
        this.folder = folder.toAbsolutePath().normalize();
        this.providers = providers.toAbsolutePath().normalize();
        this.binaries = binaries.toAbsolutePath().normalize();
    }

    /** The home that the environment names, made when it is missing. */
    public static WeirHome of(Map<String, String> environment) {
        String named = environment.getOrDefault("WEIR_HOME", "");
        String binaries = environment.getOrDefault("WEIR_POSTGRES_BINARIES", "");
        Path folder = named.isBlank() ? usual(environment) : Path.of(named);
        String providers = environment.getOrDefault("WEIR_PROVIDERS", "");
        return made(new WeirHome(
                folder,
                binaries.isBlank() ? folder.resolve("postgres") : Path.of(binaries),
                providers.isBlank() ? folder.resolve("providers") : Path.of(providers),
                environment.getOrDefault(MASTER_KEY, "")));
    }

    private static Path usual(Map<String, String> environment) {
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        // The XDG base directory specification has relative paths ignored.
        Path base = data.startsWith("/")
                ? Path.of(data)
                : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")), ".local", "share");
        return base.resolve("weir");
    }

    private static WeirHome made(WeirHome home) {
        home.makeFolder(home.folder);
        if (!Files.isWritable(home.folder)) {
            throw home.unusable("it may not be written to");
        }
        return home;
    }

    public Path folder() {
        return folder;
    }

    /** Whether a database of the home's own has been made. */
    public boolean hasDatabase() {
        return Files.exists(folder.resolve("postgres").resolve("data"));
    }

    /** Where the sandbox keeps its ledger. */
    public Path sandbox() {
        return folder.resolve("sandbox");
    }

    /** Where the user's own provider declarations lie, {@code WEIR_PROVIDERS} if that is set; need not exist. */
    public Path providers() {
        return providers;
    }

    /**
     * The right to show a demo in this home.
     *
     * @throws Problem {@code demo_running} when another process does
     */
    public HomeLock lockDemo() {
        try {
            return HomeLock.tryTake(folder.resolve("demo.lock"))
                    .orElseThrow(() -> new Problem(
                            Problem.Kind.UNAVAILABLE,
                            "demo_running",
                            "Another demo is running in " + folder + ". Wait until it has ended."));
        } catch (IOException refused) {
            throw unusable(refused.toString());
        }
    }

    /**
     * A home for the demo, empty, below this one; what an earlier demo left there is deleted.
     *
     * @throws Problem {@code demo_running} when somebody still looks into the earlier one's data
     */
    public WeirHome emptyDemo() {
        WeirHome demo = made(new WeirHome(folder.resolve("demo"), binaries, folder.resolve("demo/providers"), ""));
        if (demo.postgresUsers().any() || EmbeddedPostgres.running(demo.folder).isPresent()) {
            throw new Problem(
                    Problem.Kind.UNAVAILABLE,
                    "demo_running",
                    "Somebody still uses the earlier demo's data in " + demo.folder + ". Try again in a few seconds.");
        }
        try (Stream<Path> tree = Files.walk(demo.folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(demo.folder)) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException refused) {
            throw unusable(refused.toString());
        }
        return demo;
    }

    /** Where PostgreSQL's programs are unpacked; {@code WEIR_POSTGRES_BINARIES} lets several homes share them. */
    Path binaries() {
        return binaries;
    }

    /** Names this home among the engines of a database; made once. */
    public UUID id() {
        return UUID.fromString(kept("home-id", () -> UUID.randomUUID().toString()));
    }

    /** What the program's own role signs in with, made once; readable by the home's owner alone. */
    public String appPassword() {
        return kept("app-password", WeirHome::newPassword);
    }

    /**
     * What secrets are sealed under: {@code WEIR_MASTER_KEY} if it is set, else the file {@code master-key}, made at first
     * use and readable by the home's owner alone.
     *
     * @throws Problem {@code master_key} when it cannot be read
     */
    public MasterKeys masterKeys() {
        return masterKeys.isBlank()
                ? MasterKeys.in(folder.resolve("master-key"))
                : MasterKeys.of(masterKeys, MASTER_KEY);
    }

    /**
     * The right to run an engine here, until closed or this process ends.
     *
     * @throws Problem {@code engine_running} that names the process that has it
     */
    public HomeLock lockEngine() {
        return tryLockEngine().orElseThrow(() -> {
            String holder = HomeLock.holder(engineLock())
                    .map(pid -> " (process " + pid + ")")
                    .orElse("");
            return new Problem(
                    Problem.Kind.UNAVAILABLE,
                    "engine_running",
                    "Another weir" + holder + " is running jobs in " + folder
                            + ". Wait until it has ended, or stop it with Ctrl-C; or set WEIR_HOME to another folder."
                            + " Several engines at once need one database of their own: --db.");
        });
    }

    /** {@link #lockEngine}, or nothing when another process has it. */
    public Optional<HomeLock> tryLockEngine() {
        try {
            return HomeLock.tryTake(engineLock());
        } catch (IOException refused) {
            throw unusable(refused.toString());
        }
    }

    /** Whether the last engine that ran in this home is known to have ended: killed, or at its end. */
    public boolean engineHasEnded() {
        return HomeLock.abandoned(engineLock());
    }

    /** Registers this process as one that uses the PostgreSQL of this home. */
    Users.Entry usePostgres() {
        return postgresUsers().enter();
    }

    Users postgresUsers() {
        return users("postgres-users");
    }

    /** Who uses the sandbox of this home. */
    public Users sandboxUsers() {
        return users("sandbox-users");
    }

    private Users users(String name) {
        Path place = folder.resolve(name);
        makeFolder(place);
        return new Users(place);
    }

    private Path engineLock() {
        return folder.resolve("engine.lock");
    }

    private void makeFolder(Path wanted) {
        try {
            if (!Files.isDirectory(wanted)) {
                Files.createDirectories(
                        wanted, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException refused) {
            throw unusable(refused.toString());
        }
    }

    /** The content of a small private file; of several processes that make it at once the first decides. */
    private String kept(String name, Supplier<String> fresh) {
        Path file = folder.resolve(name);
        try {
            if (!Files.exists(file)) {
                Path draft = Files.createTempFile(folder, name + ".", ".tmp");
                try {
                    Files.writeString(draft, fresh.get());
                    Files.createLink(file, draft);
                } catch (FileAlreadyExistsException anotherWasFaster) {
                    return Files.readString(file).strip();
                } finally {
                    Files.deleteIfExists(draft);
                }
            }
            return Files.readString(file).strip();
        } catch (IOException | UnsupportedOperationException refused) {
            throw unusable(refused.toString());
        }
    }

    private static String newPassword() {
        return new SecureRandom()
                .ints(PASSWORD_LENGTH, 0, LETTERS.length())
                .mapToObj(i -> String.valueOf(LETTERS.charAt(i)))
                .collect(Collectors.joining());
    }

    private Problem unusable(String why) {
        return new Problem(
                Problem.Kind.UNAVAILABLE,
                "home_unusable",
                "Weir cannot keep its data in " + folder + ": " + why
                        + ". Set WEIR_HOME to a folder of yours on a local disk.");
    }
}
