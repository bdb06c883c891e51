package dev.weir.acceptance.judges;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * <a href="https://schemathesis.io">Schemathesis</a>, which makes requests from an OpenAPI document and holds the answers
 * against it.
 */
record Schemathesis(Python python, URI server, String workspace, long seed) {

    private static final Duration SLACK = Duration.ofMinutes(3);
    private static final String ALL_PHASES = "examples,coverage,fuzzing,stateful";

    /**
     * What a round found.
     *
     * @param requests that were sent
     * @param operations that were tried
     * @param found what it calls wrong, with exemptions among it
     * @param archive of all requests and answers
     */
    record Round(long requests, long operations, List<Finding> found, Path archive) {}

    /** Something that it calls wrong. @param code as {@code st explain} knows it */
    record Finding(String code, String title, String operation) {}

    /**
     * Sends requests as somebody.
     *
     * @param folder where its reports stay
     * @param ending only the requests that may end the caller's own key, which otherwise are left out
     * @param time at most, about
     * @throws IOException when it does not work
     */
    Round as(Caller caller, Path folder, boolean ending, int examples, Duration time)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path configuration = folder.resolve("schemathesis.toml");
        Files.writeString(
                configuration,
                Files.readString(python.resource("schemathesis.toml"))
                        .replace("WORKSPACE", workspace)
                        .replace("ENDS_KEYS", String.valueOf(ending)));
        Path archive = folder.resolve("exchanges.har");
        Path report = folder.resolve("report.json");
        List<String> command = new ArrayList<>(
                List.of(python.program("st").toString(), "--config-file", configuration.toString(), "run"));
        command.addAll(List.of(server + "/api/v1/openapi.json", "--url", server.toString()));
        command.addAll(List.of("--phases", ALL_PHASES, "--continue-on-failure", "--no-color"));
        command.addAll(List.of("--max-examples", String.valueOf(examples), "--seed", String.valueOf(seed)));
        command.addAll(List.of("--max-time", String.valueOf(time.toSeconds()), "--request-timeout", "30"));
        command.addAll(List.of("--report-har-path", archive.toString(), "--report-json-path", report.toString()));
        if (ending) {
            command.addAll(List.of("--include-path-regex", "/api-keys/.keyId"));
        }
        caller.key().ifPresent(key -> command.addAll(List.of("--header", "Authorization: Bearer " + key)));
        Path said = folder.resolve("said.txt");
        Process process = python.start(said, command);
        try {
            if (!process.waitFor(time.plus(SLACK).toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("Schemathesis does not end; see " + said);
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (!Files.exists(report) || !Files.exists(archive)) {
            throw new IOException("Schemathesis ended with " + process.exitValue() + "; see " + said);
        }
        return read(JsonMapper.shared().readTree(Files.readString(report)), archive);
    }

    /** What its report says. */
    static Round read(JsonNode report, Path archive) {
        List<Finding> found = new ArrayList<>();
        report.path("failures")
                .forEach(failure -> failure.path("operations")
                        .forEach(operation -> found.add(new Finding(
                                failure.path("code").asString(),
                                failure.path("title").asString(),
                                operation.asString()))));
        report.path("errors")
                .forEach(error -> found.add(new Finding("error", error.toString(), "a part of the document")));
        return new Round(
                report.at("/test_cases/generated").asLong(),
                report.at("/operations/tested").asLong(),
                found,
                archive);
    }
}
