package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.Showing;
import dev.weir.acceptance.chaos.Installation;
import dev.weir.acceptance.chaos.load.Story;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run has come to: who can do it again and how, what happened in it, and what does not fit.
 *
 * @param commit of the program; {@code unknown} where nobody knows
 * @param command that does it again
 * @param figures of the run, in their order: numbers, texts, and maps of such
 * @param counters of what has to happen for the run to count
 * @param findings of all judges
 */
public record RunReport(
        long seed,
        String commit,
        String command,
        Map<String, Object> figures,
        List<Occurrence> counters,
        List<Discrepancy> findings) {

    private static final Set<Kind> LOSS = Set.of(Kind.LOST, Kind.ACKNOWLEDGED_LOST, Kind.EVENT_UNHEARD);

    public RunReport {
        figures = new LinkedHashMap<>(figures);
        counters = List.copyOf(counters);
        findings = List.copyOf(findings);
    }

    private static final String SIZE = """
            SELECT (SELECT count(*) FROM weir.job_state), (SELECT count(*) FROM weir.job_row),
                   (SELECT count(*) FROM weir.cell), (SELECT count(*) FROM weir.enrichment_record WHERE kind = 1),
                   (SELECT count(*) FROM weir.event), (SELECT count(*) FROM weir.transfer WHERE kind = 3)
            """;

    /** How much there was of everything, for {@link #figures}. */
    public static Map<String, Object> size(Installation site, Story story) throws IOException, InterruptedException {
        JdbcClient sql = site.database().sql();
        Map<String, Object> size = new LinkedHashMap<>();
        size.put("requests", story.requests());
        size.put("requests without an answer", story.unanswered());
        sql.sql(SIZE).query(row -> {
            size.put("jobs", row.getLong(1));
            size.put("rows", row.getLong(2));
            size.put("cells", row.getLong(3));
            size.put("calls by our records", row.getLong(4));
            size.put("events", row.getLong(5));
            size.put("charges to customers", row.getLong(6));
        });
        size.put("calls by the vendors' ledger", site.ledger(lines -> lines.count()));
        size.put("tries that the receiver heard", site.receiver().tries().size());
        return size;
    }

    /** The commit of the sources that somebody stands in; {@code unknown} where these are none. */
    public static String commitOf(Path folder) throws IOException, InterruptedException {
        Process git;
        try {
            git = new ProcessBuilder("git", "rev-parse", "HEAD")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException noGit) {
            return "unknown";
        }
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return git.waitFor() == 0 ? said : "unknown";
    }

    /** Whatever was lost, of all kinds. */
    public long lost() {
        return findings.stream().filter(one -> LOSS.contains(one.kind())).count();
    }

    /** Whatever was charged, or posted, more than once. */
    public long chargedTwice() {
        return findings.stream().filter(one -> one.kind() == Kind.CHARGED_TWICE).count();
    }

    /** Prints all of it but the verdict, and says what does not fit and what never happened. */
    public void tell(Showing showing) {
        showing.say("seed " + seed + ", commit " + commit);
        figures.forEach((name, value) -> showing.say("  " + name + ": " + text(value)));
        showing.say("what happened:");
        counters.forEach(counter -> showing.figure(counter.name(), counter.times()));
        showing.figure("lost", lost());
        showing.figure("charged twice", chargedTwice());
        showing.discrepancies("in all", findings);
        Sometimes.missing(counters).forEach(showing::wrong);
        if (!showing.shown()) {
            showing.say("once more: " + command);
        }
    }

    private static String text(Object value) {
        return value instanceof Long number ? String.format(Locale.ROOT, "%,d", number) : String.valueOf(value);
    }

    /** All of it as a document. */
    public String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("seed", seed);
        document.put("commit", commit);
        document.put("command", command);
        document.put("shown", findings.isEmpty() && Sometimes.missing(counters).isEmpty());
        document.put("lost", lost());
        document.put("chargedTwice", chargedTwice());
        document.put("figures", figures);
        document.put("counters", counters);
        document.put("findings", findings);
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    /** Writes it as a document. */
    public void write(Path file) throws IOException {
        Files.writeString(file, json() + "\n");
    }
}
