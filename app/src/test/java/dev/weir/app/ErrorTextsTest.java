package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal that the program words itself says what to do next, as read from its sources. */
class ErrorTextsTest {

    private static final Pattern REFUSAL = Pattern.compile("(?:Problem\\.\\w+|new Problem)\\(");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** How a sentence begins that tells somebody what to do; a verb that is missing may be added. */
    private static final Pattern ADVICE = Pattern.compile(
            "(^|[.;?:,…] |\\. ?…? ?|or )(?i:Add|Ask|Check|Choose|Convert|Correct|Did you mean|Free|Give|Install|It needs|It has|"
                    + "Keep|Leave|Look|Make|Name|Pick|Put|Raise|Remove|Rename|Run|Save|Say|Set|Shorten|Split|Start|Stop|"
                    + "They need|Top|Try|Unpack|Use|Wait|Write|the same command)\\b|'weir [a-z ]+' shows");

    /** Where in the sources, and its literal parts, joined by … where something is filled in. */
    private record Refusal(String where, String text) {}

    private static List<Refusal> refusals() throws IOException {
        List<Refusal> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                Matcher start = REFUSAL.matcher(source);
                while (start.find()) {
                    List<String> literals = LITERAL.matcher(argument(source, start.end()))
                            .results()
                            .map(literal -> literal.group(1))
                            .collect(Collectors.toCollection(ArrayList::new));
                    // The first is the code, for programs.
                    if (!literals.isEmpty() && literals.getFirst().matches("[a-z_]+")) {
                        literals.removeFirst();
                    }
                    // What has no two words in a row was worded elsewhere.
                    if (literals.stream().anyMatch(text -> text.matches(".*\\p{L}+ \\p{L}+.*"))) {
                        found.add(new Refusal(String.valueOf(file.getFileName()), String.join("…", literals)));
                    }
                }
            }
        }
        return found;
    }

    private static String argument(String source, int from) {
        int depth = 1;
        boolean quoted = false;
        int at = from;
        while (depth > 0) {
            char here = source.charAt(at);
            if (here == '"' && source.charAt(at - 1) != '\\') {
                quoted = !quoted;
            }
            depth += quoted ? 0 : here == '(' ? 1 : here == ')' ? -1 : 0;
            at++;
        }
        return source.substring(from, at - 1);
    }

    @Test
    void everyRefusalSaysWhatToDoNext() throws IOException {
        List<Refusal> refusals = refusals();
        assertThat(refusals).hasSizeGreaterThan(50);
        assertThat(refusals)
                .as("say what is wrong, then what to do: a sentence such as 'Write …', 'Check …', 'Run …'")
                .allMatch(refusal -> ADVICE.matcher(refusal.text()).find());
    }

    @ParameterizedTest
    @ValueSource(strings = {"The file is broken.", "…: not CSV as RFC 4180 has it (….", "The makers use names."})
    void aTextWithoutAdviceIsTold(String text) {
        assertThat(ADVICE.matcher(text).find()).isFalse();
    }
}
