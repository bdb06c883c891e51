package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.testing.Receiver.Heard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A piece of code in docs/guides/webhooks.md that verifies a delivery, run as a receiver of that language would. */
record ShownVerification(String language, String code) {

    private static final Pattern SHOWN = Pattern.compile("```(python|javascript|java|bash)\\n(.*?)```", Pattern.DOTALL);

    /** Reads what was heard from the folder it runs in; {@code %s} is the piece. It ends with 1 where that says no. */
    private static final Map<String, String> AROUND =
            Map.of("python", """
            import http.client, sys
            secret = open("secret").read()
            raw_body = open("body", "rb").read()
            with open("headers", "rb") as file:
                headers = http.client.parse_headers(file)
            %s
            sys.exit(0 if globals().get("genuine", True) else 1)
            """, "javascript", """
            import { readFileSync } from "node:fs";
            const secret = readFileSync("secret", "utf8");
            const rawBody = readFileSync("body");
            const headers = Object.fromEntries(readFileSync("headers", "utf8").trim().split("\\n")
                .map(line => line.split(": ")).map(([name, value]) => [name.toLowerCase(), value]));
            %s
            process.exit(typeof genuine === "undefined" || genuine ? 0 : 1);
            """, "java", """
            import java.net.http.HttpHeaders;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.stream.Collectors;
            class Shown {
                public static void main(String[] arguments) throws Exception {
                    String secret = Files.readString(Path.of("secret"));
                    String rawBody = Files.readString(Path.of("body"));
                    HttpHeaders headers = HttpHeaders.of(
                            Files.readAllLines(Path.of("headers")).stream()
                                    .filter(line -> !line.isEmpty())
                                    .map(line -> line.split(": "))
                                    .collect(Collectors.toMap(line -> line[0], line -> List.of(line[1]))),
                            (name, value) -> true);
                    %s
                }
            }
            """, "bash", """
            SECRET=$(cat secret)
            shown() {
            %s
            }
            given=$(sed -n 's/^x-webhook-signature: //Ip' headers)
            [[ -n $given && $(shown) == *"= $given" ]]
            """);

    private static final Map<String, String> FILES =
            Map.of("python", "shown.py", "javascript", "shown.mjs", "java", "Shown.java", "bash", "shown.sh");

    /** All there are, in the page's order. */
    static List<ShownVerification> all() throws IOException {
        List<ShownVerification> all = new ArrayList<>();
        Matcher blocks = SHOWN.matcher(GuideCommands.text("webhooks.md"));
        while (blocks.find()) {
            all.add(new ShownVerification(blocks.group(1), blocks.group(2)));
        }
        return all;
    }

    /** What it needs and this machine has not. */
    Optional<String> missing(Path folder) throws IOException, InterruptedException {
        if (language.equals("java")) {
            return Optional.empty();
        }
        List<String> question = switch (language) {
            case "python" -> List.of("python3", "-c", code.contains("standardwebhooks") ? firstLine() : "");
            case "javascript" ->
                List.of("node", "--input-type=module", "-e", code.contains("standardwebhooks") ? firstLine() : "");
            default -> List.of("openssl", "version");
        };
        return run(folder, question) == 0
                ? Optional.empty()
                : Optional.of("not on this machine: " + String.join(" ", question));
    }

    private String firstLine() {
        return code.lines().findFirst().orElseThrow();
    }

    /** Whether it takes that body for one that was sent with those headers. */
    boolean accepts(Path folder, String secret, Heard heard, String body) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("secret"), secret);
        Files.writeString(folder.resolve("body"), body, StandardCharsets.ISO_8859_1);
        StringBuilder headers = new StringBuilder();
        heard.headers()
                .map()
                .forEach((name, values) -> headers.append(name)
                        .append(": ")
                        .append(values.getFirst())
                        .append("\n"));
        Files.writeString(folder.resolve("headers"), headers.append("\n"));
        String file = Objects.requireNonNull(FILES.get(language));
        Files.writeString(
                folder.resolve(file),
                Objects.requireNonNull(AROUND.get(language)).formatted(code));
        return run(
                        folder,
                        switch (language) {
                            case "python" -> List.of("python3", file);
                            case "javascript" -> List.of("node", file);
                            case "bash" -> List.of("bash", file);
                            default ->
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-cp",
                                        Objects.requireNonNull(System.getProperty("java.class.path")),
                                        file);
                        })
                == 0;
    }

    private static int run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
        } catch (IOException e) {
            return 127;
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Override
    public String toString() {
        return language + ": " + firstLine();
    }
}
