package dev.weir.server.vault;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The master keys of an installation: the first wraps, the others only unwrap what they wrapped before. Every server over
 * one database needs the same. Its text form shows fingerprints alone.
 */
public final class MasterKeys {

    private static final Pattern BETWEEN = Pattern.compile("[,\\s]+");
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final @Nullable Path file;
    private volatile List<MasterKey> keys;

    private MasterKeys(@Nullable Path file, List<MasterKey> keys) {
        this.file = file;
        this.keys = keys;
    }

    /**
     * From a setting.
     *
     * @param text base64 of 32 bytes; several with commas between, the one that seals first
     * @param where names the setting in a refusal
     * @throws Problem {@code master_key} when there is none or one cannot be read; the sentence repeats none
     */
    public static MasterKeys of(String text, String where) {
        return new MasterKeys(null, parse(text, where));
    }

    /**
     * From a file of a key a line, which is made with a fresh one when it is missing, readable by its owner alone.
     *
     * <p>It is read again for a key that is not known yet, so that a rotation reaches programs that run.
     *
     * @throws Problem {@code master_key} when it cannot be read or made, or others may read it
     */
    public static MasterKeys in(Path file) {
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            return new MasterKeys(file, read(file));
        } catch (IOException | UnsupportedOperationException refused) {
            throw unusable(file, refused.toString());
        }
    }

    /** For tests and measurements: a fresh one that nobody keeps. */
    public static MasterKeys passing() {
        return of(MasterKey.freshText(), "memory");
    }

    /** The one that wraps. */
    MasterKey first() {
        return read().getFirst();
    }

    Optional<MasterKey> find(String fingerprint) {
        Optional<MasterKey> known = among(keys, fingerprint);
        return known.isPresent() || file == null ? known : among(read(), fingerprint);
    }

    /** Their fingerprints, the first one first. */
    public List<String> fingerprints() {
        return read().stream().map(MasterKey::fingerprint).toList();
    }

    /**
     * Puts a fresh key before those of the file. Data keys are wrapped by it from now on; {@link Vault#rewrap} wraps the
     * ones there are.
     *
     * @throws Problem {@code master_key_setting} when the keys come from a setting, where only a person changes them
     */
    public void addFirst() {
        Path kept = requireFile();
        try {
            replace(kept, MasterKey.freshText() + "\n" + Files.readString(kept));
        } catch (IOException refused) {
            throw unusable(kept, refused.toString());
        }
    }

    /**
     * Takes every key out of the file but the first and those in use.
     *
     * @param used fingerprints of keys that still wrap something
     * @throws Problem {@code master_key_setting} when the keys come from a setting
     */
    public void keepOnly(Set<String> used) {
        Path kept = requireFile();
        try {
            List<String> lines = texts(Files.readString(kept)).toList();
            String first = lines.getFirst();
            replace(
                    kept,
                    lines.stream()
                            .filter(line -> line.equals(first)
                                    || used.contains(MasterKey.parse(line, kept.toString())
                                            .fingerprint()))
                            .collect(Collectors.joining("\n", "", "\n")));
        } catch (IOException refused) {
            throw unusable(kept, refused.toString());
        }
    }

    private Path requireFile() {
        if (file == null) {
            throw Problem.conflict(
                    "master_key_setting",
                    "The master key comes from the environment: put the new one before the old one there, with a comma"
                            + " between, and start every server again.");
        }
        return file;
    }

    private static Optional<MasterKey> among(List<MasterKey> keys, String fingerprint) {
        return keys.stream()
                .filter(key -> key.fingerprint().equals(fingerprint))
                .findFirst();
    }

    private List<MasterKey> read() {
        if (file == null) {
            return keys;
        }
        try {
            keys = read(file);
            return keys;
        } catch (IOException refused) {
            throw unusable(file, refused.toString());
        }
    }

    private static List<MasterKey> read(Path file) throws IOException {
        Set<PosixFilePermission> may = Files.getPosixFilePermissions(file);
        if (!may.stream().allMatch(permission -> permission.name().startsWith("OWNER"))) {
            throw unusable(file, "others may read it; run 'chmod 600' on it, and rotate the key if they did");
        }
        return parse(Files.readString(file), file.toString());
    }

    private static List<MasterKey> parse(String text, String where) {
        List<MasterKey> keys =
                texts(text).map(key -> MasterKey.parse(key, where)).toList();
        return keys.isEmpty() ? List.of(MasterKey.parse("", where)) : keys;
    }

    private static Stream<String> texts(String text) {
        return Arrays.stream(BETWEEN.split(text, -1)).filter(key -> !key.isEmpty());
    }

    /** Whole or not at all; of several programs that make it at once the first decides. */
    private static void make(Path file) throws IOException {
        Path draft = draft(file, MasterKey.freshText() + "\n");
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException anotherWasFaster) {
            return;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void replace(Path file, String text) throws IOException {
        Files.move(draft(file, text), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path draft(Path file, String text) throws IOException {
        Path draft =
                Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ".tmp", OWNER_ALONE);
        Files.writeString(draft, text);
        return draft;
    }

    private static Problem unusable(Path file, String why) {
        return new Problem(
                Problem.Kind.UNAVAILABLE, "master_key", "The master key in " + file + " cannot be used: " + why + ".");
    }

    @Override
    public String toString() {
        return "MasterKeys" + keys;
    }
}
