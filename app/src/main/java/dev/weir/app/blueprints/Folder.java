package dev.weir.app.blueprints;

import dev.weir.provider.Nearest;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.BlueprintForm;
import dev.weir.server.registry.StepForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * A folder of steps and blueprints: {@code steps/<name>.yaml} and {@code blueprints/<slug>.yaml}.
 *
 * @param steps by name
 * @param blueprints by slug
 * @param tables by step: the statements that make the table its results go into, {@code tables/<step>.sql}; they are for
 *     people and not read again
 */
public record Folder(Map<String, StepForm> steps, Map<String, BlueprintForm> blueprints, Map<String, String> tables) {

    static final String STEPS = "steps";
    static final String BLUEPRINTS = "blueprints";
    static final String TABLES = "tables";
    static final String ENDING = ".yaml";
    static final String SQL = ".sql";
    private static final long LARGEST = 256 * 1024;

    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                    .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                    .disable(YAMLWriteFeature.SPLIT_LINES)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    public Folder {
        steps = new TreeMap<>(steps);
        blueprints = new TreeMap<>(blueprints);
        tables = new TreeMap<>(tables);
    }

    Folder(Map<String, StepForm> steps, Map<String, BlueprintForm> blueprints) {
        this(steps, blueprints, Map.of());
    }

    /** @throws Problem for a folder that is not there, and with all that is wrong with its files */
    public static Folder read(Path folder) {
        if (!Files.isDirectory(folder.resolve(STEPS)) && !Files.isDirectory(folder.resolve(BLUEPRINTS))) {
            throw Problem.invalid(
                    "file_missing",
                    folder + " holds neither '" + STEPS + "' nor '" + BLUEPRINTS
                            + "'. Write what there is with 'weir export -f " + folder + "'.");
        }
        List<String> wrong = new ArrayList<>();
        Folder read = new Folder(
                read(folder.resolve(STEPS), StepForm.class, StepForm::name, wrong),
                read(folder.resolve(BLUEPRINTS), BlueprintForm.class, BlueprintForm::slug, wrong));
        if (!wrong.isEmpty()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "file_unusable",
                    "Correct these files, which cannot be read as they stand:",
                    wrong);
        }
        return read;
    }

    private static <T> Map<String, T> read(
            Path folder, Class<T> type, Function<T, @Nullable String> named, List<String> wrong) {
        Map<String, T> byName = new TreeMap<>();
        for (Path file : files(folder)) {
            String shown = folder.getFileName() + "/" + file.getFileName();
            String name = file.getFileName().toString();
            if (!name.endsWith(ENDING)) {
                wrong.add(shown + ": is no " + ENDING + " file");
                continue;
            }
            name = name.substring(0, name.length() - ENDING.length());
            try {
                if (Files.size(file) > LARGEST) {
                    wrong.add(shown + ": is larger than " + LARGEST / 1024 + " KiB");
                    continue;
                }
                T form = YAML.readValue(Files.readString(file), type);
                if (form == null || !name.equals(named.apply(form))) {
                    wrong.add(shown + ": is called '" + (form == null ? null : named.apply(form))
                            + "' inside; a file has the name of what it holds");
                } else {
                    byName.put(name, form);
                }
            } catch (JacksonException broken) {
                wrong.add(shown + place(broken) + ": " + why(broken));
            } catch (IOException unreadable) {
                wrong.add(shown + ": cannot be read: " + unreadable.getMessage());
            }
        }
        return byName;
    }

    /** The step in that file. @throws Problem when it is not there, or cannot be read */
    public static StepForm step(Path file) {
        try {
            StepForm step = YAML.readValue(Files.readString(file), StepForm.class);
            if (step != null) {
                return step;
            }
        } catch (JacksonException broken) {
            throw Problem.invalid("file_unusable", file + place(broken) + ": " + why(broken));
        } catch (IOException unreadable) {
            throw Problem.invalid("file_missing", file + " cannot be read. Name a file of a step.");
        }
        throw Problem.invalid("file_unusable", file + " holds no step. Name the file of one.");
    }

    /** Where: the property, or the line of what is no YAML. */
    private static String place(JacksonException broken) {
        if (!broken.getPath().isEmpty()) {
            StringBuilder pointer = new StringBuilder(" ");
            broken.getPath()
                    .forEach(step -> pointer.append('/')
                            .append(step.getPropertyName() == null ? step.getIndex() : step.getPropertyName()));
            return pointer.toString();
        }
        return broken.getLocation() == null
                ? ""
                : " line " + broken.getLocation().getLineNr();
    }

    private static String why(JacksonException broken) {
        return broken instanceof UnrecognizedPropertyException unknown
                ? "there is no such property."
                        + Nearest.question(
                                unknown.getKnownPropertyIds().stream()
                                        .map(String::valueOf)
                                        .toList(),
                                unknown.getPropertyName())
                : broken.getOriginalMessage();
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Writes every step, blueprint and table into a file of its own; other files stay.
     *
     * @return how many files there are of it
     * @throws Problem when one cannot be written
     */
    public int write(Path folder) {
        try {
            Files.createDirectories(folder.resolve(STEPS));
            Files.createDirectories(folder.resolve(BLUEPRINTS));
            for (Map.Entry<String, StepForm> step : steps.entrySet()) {
                Files.writeString(folder.resolve(STEPS).resolve(step.getKey() + ENDING), text(step.getValue()));
            }
            for (Map.Entry<String, BlueprintForm> blueprint : blueprints.entrySet()) {
                Files.writeString(
                        folder.resolve(BLUEPRINTS).resolve(blueprint.getKey() + ENDING), text(blueprint.getValue()));
            }
            for (Map.Entry<String, String> table : tables.entrySet()) {
                Files.createDirectories(folder.resolve(TABLES));
                Files.writeString(folder.resolve(TABLES).resolve(table.getKey() + SQL), table.getValue());
            }
        } catch (IOException refused) {
            throw Problem.invalid(
                    "output_failed", folder + " cannot be written: " + refused.getMessage() + ". Name another folder.");
        }
        return steps.size() + blueprints.size() + tables.size();
    }

    static <T> T read(String text, Class<T> type) {
        return YAML.readValue(text, type);
    }

    static String text(Object form) {
        return YAML.writeValueAsString(form);
    }
}
