package dev.weir.providers;

import dev.weir.provider.Nearest;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationId;
import dev.weir.provider.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The providers that can be asked: the shipped ones and, if there is a folder of them, the user's own.
 *
 * <p>Loading is all or nothing: one bad declaration, or one slug declared twice, and nothing is loaded.
 */
public final class Providers {

    private static final long MAX_FILE_BYTES = 1 << 20;

    private final Map<String, Provider> bySlug;

    private Providers(Map<String, Provider> bySlug) {
        this.bySlug = bySlug;
    }

    /** The shipped providers alone. */
    public static Providers shipped() {
        return load(null);
    }

    /**
     * The shipped providers and every {@code *.yaml} and {@code *.yml} of the folder, in order of file name.
     *
     * @param folder of the user's declarations; null, or a folder that does not exist, for none
     * @throws BadDeclarationException when a declaration is wrong, unreadable, or repeats a slug
     */
    public static Providers load(@Nullable Path folder) {
        Loading loading = new Loading();
        loading.addShipped();
        if (folder != null && Files.isDirectory(folder)) {
            for (Path file : declarationsIn(folder)) {
                loading.addFile(file);
            }
        }
        return loading.finish();
    }

    /**
     * Reads one declaration as it would be read beside the shipped ones and the user's others.
     *
     * @param file need not lie in {@code folder}
     * @throws BadDeclarationException with everything that is wrong, and where
     */
    public static Provider check(Path file, @Nullable Path folder) {
        Loading loading = new Loading();
        loading.addShipped();
        Path checked = file.toAbsolutePath().normalize();
        Loading others = new Loading();
        if (folder != null && Files.isDirectory(folder)) {
            for (Path other : declarationsIn(folder)) {
                if (!other.toAbsolutePath().normalize().equals(checked)) {
                    others.addFile(other);
                }
            }
        }
        // What is wrong with others is no fault of this one; only their names count.
        loading.fileBySlug.putAll(others.fileBySlug);
        loading.addFile(file);
        return loading.finish().all().getLast();
    }

    /** In order of loading. */
    public List<Provider> all() {
        return List.copyOf(bySlug.values());
    }

    public Optional<Provider> find(String slug) {
        return Optional.ofNullable(bySlug.get(slug));
    }

    public Optional<Operation> operation(OperationId id) {
        return find(id.provider()).flatMap(provider -> provider.operation(id.operation()));
    }

    /** The slugs most like {@code slug}, best first; empty when none is near. */
    public List<String> nearest(String slug) {
        return Nearest.among(bySlug.keySet(), slug);
    }

    private static List<String> shippedNames() {
        return new String(resource("shipped/index"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    static byte[] resource(String name) {
        try (InputStream in = Providers.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this build lacks its resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<Path> declarationsIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new BadDeclarationException(
                    List.of(folder + ": this folder cannot be read (" + unreadable.getMessage() + ")"));
        }
    }

    /** Gathers providers and problems. */
    private static final class Loading {

        private final Map<String, Provider> bySlug = new LinkedHashMap<>();
        private final Map<String, String> fileBySlug = new LinkedHashMap<>();
        private final List<String> problems = new ArrayList<>();

        void addShipped() {
            for (String name : shippedNames()) {
                add(name + " (shipped)", resource("shipped/" + name));
            }
            for (Provider own : List.of(
                    new Pattern(),
                    HttpFunction.provider(),
                    N8n.provider(),
                    ClayTable.provider(),
                    ClayRoutines.provider(),
                    ClayLarge.provider())) {
                bySlug.put(own.slug(), own);
                fileBySlug.put(own.slug(), "Weir itself");
            }
        }

        void addFile(Path file) {
            try {
                if (Files.size(file) > MAX_FILE_BYTES) {
                    problems.add(file + ": a declaration holds at most 1 MiB; split it by provider");
                    return;
                }
                add(file.toString(), Files.readAllBytes(file));
            } catch (IOException unreadable) {
                problems.add(file + ": this file cannot be read (" + unreadable.getMessage() + "); check its rights");
            }
        }

        void add(String file, byte[] yaml) {
            Problems inFile = new Problems(file, new Lines(yaml));
            DeclarationReader.read(yaml, inFile).ifPresent(provider -> {
                String before = fileBySlug.putIfAbsent(provider.slug(), file);
                if (before == null) {
                    bySlug.put(provider.slug(), provider);
                } else {
                    inFile.add(
                            "/provider",
                            "the slug '" + provider.slug() + "' is taken by " + before + "; choose another slug");
                }
            });
            problems.addAll(inFile.all());
        }

        Providers finish() {
            if (!problems.isEmpty()) {
                throw new BadDeclarationException(problems);
            }
            return new Providers(bySlug);
        }
    }
}
