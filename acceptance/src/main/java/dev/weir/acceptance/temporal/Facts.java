package dev.weir.acceptance.temporal;

import dev.weir.acceptance.Served;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What has become of a job, in lines that hold nothing that may differ from one run to the next: no ids, no times, no node.
 *
 * <p>Parts: {@code job}, {@code export}, {@code cells}, {@code records}, {@code ledger}, {@code events}, {@code events of rows},
 * {@code vendors}.
 *
 * @param parts by name, each in an order of its own that is the same for the same facts
 */
record Facts(Map<String, List<String>> parts) {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** Times, and what makes two installations two. */
    private static final Set<String> PASSING = Set.of(
            "id",
            "createdAt",
            "startedAt",
            "completedAt",
            "closedAt",
            "updatedAt",
            "workspaceId",
            "workflowId",
            "jobId",
            "keyId",
            "sequence");

    private static final String CELLS = """
            SELECT row_idx, step, state, coalesce(reason, '-'), kept, coalesce(missing, '-'), row_end
            FROM weir.cell WHERE job_id = ? ORDER BY row_idx, step
            """;

    private static final String RECORDS = """
            SELECT row_idx, step, place, late, kind, verdict, coalesce(detail, '-'), outputs, coalesce(kept, '-'), charged,
                   vendor_certain, vendor_possible, vendor_reported, attempt, tries
            FROM weir.enrichment_record WHERE job_id = ? ORDER BY row_idx, step, place, late
            """;

    private static final String TRANSFERS = """
            SELECT kind, row_idx, step, place, amount FROM weir.transfer WHERE job_id = ?
            ORDER BY kind, row_idx, step, place, amount
            """;

    private static final String ACCOUNTS = """
            SELECT kind, balance, held, posted, open, doubt FROM weir.account
            WHERE job_id = ? OR (job_id = 0 AND workspace_id = (SELECT workspace_id FROM weir.job WHERE id = ?))
            ORDER BY kind
            """;

    private static final String EVENTS = "SELECT body FROM weir.event WHERE job_id = ? ORDER BY sequence";

    Facts {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        parts.forEach((name, lines) -> copy.put(name, List.copyOf(lines)));
        parts = copy;
    }

    /**
     * Collects them of a job that has closed.
     *
     * @param path the job's, at the server
     * @param export where its export is written
     */
    static Facts of(Site site, Served server, String path, Path export) throws IOException, InterruptedException {
        long job = Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
        JdbcClient sql = site.sql();
        Map<String, List<String>> parts = new LinkedHashMap<>();
        parts.put("job", List.of(lasting(server.job(path))));
        parts.put("export", exported(server, path, export));
        parts.put("cells", lines(sql, CELLS, 5, job));
        parts.put("records", lines(sql, RECORDS, 8, job));
        List<String> ledger = new ArrayList<>(lines(sql, TRANSFERS, 0, job));
        ledger.addAll(lines(sql, ACCOUNTS, 0, job, job));
        parts.put("ledger", ledger);
        events(sql.sql(EVENTS).param(job).query((row, _) -> row.getString(1)).list(), parts);
        parts.put("vendors", site.ledger(Facts::vendors));
        return new Facts(parts);
    }

    /** How many lines there are. */
    int count(String part) {
        return parts.getOrDefault(part, List.of()).size();
    }

    /** Whether any line of a part has that in it. */
    boolean has(String part, String what) {
        return parts.getOrDefault(part, List.of()).stream().anyMatch(line -> line.contains(what));
    }

    /** What only one of two has, each with how it came to it; empty when they are equal. */
    List<String> differences(Facts other) {
        List<String> differences = new ArrayList<>();
        parts.forEach((name, lines) -> {
            List<String> others = other.parts.getOrDefault(name, List.of());
            if (!lines.equals(others)) {
                List<String> here = without(lines, others);
                List<String> there = without(others, lines);
                here.stream().limit(2).forEach(line -> differences.add(name + ", only there: " + line));
                there.stream().limit(2).forEach(line -> differences.add(name + ", only here: " + line));
                differences.add(name + ": " + here.size() + " lines are only there, " + there.size() + " only here"
                        + (here.isEmpty() && there.isEmpty() ? ", the order is another" : ""));
            }
        });
        return differences;
    }

    private static List<String> without(List<String> some, List<String> others) {
        Map<String, Integer> left = new HashMap<>();
        others.forEach(line -> left.merge(line, 1, Integer::sum));
        return some.stream()
                .filter(line -> left.merge(line, -1, Integer::sum) < 0)
                .toList();
    }

    // ------------------------------------------------------------------------------------------------- collecting

    private static String lasting(JsonNode job) {
        return canonical(job).toString();
    }

    private static List<String> exported(Served server, String path, Path export)
            throws IOException, InterruptedException {
        server.export(path, export);
        try (Stream<String> lines = Files.lines(export)) {
            return lines.map(line -> canonical(MAPPER.readTree(line)).toString())
                    .sorted()
                    .toList();
        }
    }

    /** @param json the number of the column that holds a document, whose order of fields means nothing; 0 for none */
    private static List<String> lines(JdbcClient sql, String query, int json, Object... parameters) {
        return sql.sql(query)
                .params(List.of(parameters))
                .query((row, _) -> {
                    StringBuilder line = new StringBuilder();
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        String text = row.getString(i);
                        line.append(i == 1 ? "" : " ")
                                .append(i == json && text != null ? canonical(MAPPER.readTree(text)) : text);
                    }
                    return line.toString();
                })
                .list();
    }

    /** Of the job each by itself; of rows what was told of each, in the order in which it was told. */
    private static void events(List<String> bodies, Map<String, List<String>> parts) {
        List<String> ofJob = new ArrayList<>();
        Map<Integer, StringBuilder> ofRows = new TreeMap<>();
        for (String body : bodies) {
            JsonNode event = MAPPER.readTree(body);
            String type = event.path("type").asString();
            JsonNode data = event.path("data");
            if (data.has("completedRows") || data.has("failedRows") || data.has("inDoubtRows")) {
                for (String which : List.of("completedRows", "failedRows", "inDoubtRows")) {
                    data.path(which)
                            .forEach(row -> ofRows.computeIfAbsent(row.asInt(), _ -> new StringBuilder())
                                    .append(' ')
                                    .append(type)
                                    .append(' ')
                                    .append(data.path("step").asString(""))
                                    .append(which));
                }
            } else if (data.has("row")) {
                ofRows.computeIfAbsent(data.at("/row/rowIndex").asInt(), _ -> new StringBuilder())
                        .append(' ')
                        .append(type)
                        .append(canonical(data.path("row")));
            } else {
                ofJob.add(canonical(event).toString());
            }
        }
        parts.put("events", ofJob);
        parts.put(
                "events of rows",
                ofRows.entrySet().stream()
                        .map(row -> row.getKey() + ":" + row.getValue())
                        .toList());
    }

    /** Calls and charges of each question. How many people a submission held is chance: it is told by its people alone. */
    private static List<String> vendors(Stream<String> entries) {
        Map<String, long[]> asked = new TreeMap<>();
        entries.map(MAPPER::readTree)
                .filter(entry -> !entry.path("outcome").asString().equals("PENDING"))
                .forEach(entry -> {
                    long[] sums = asked.computeIfAbsent(
                            entry.path("operation").asString() + " "
                                    + entry.path("question").asString() + " "
                                    + entry.path("outcome").asString(),
                            _ -> new long[2]);
                    sums[0]++;
                    sums[1] += entry.path("chargedMilli").asLong();
                });
        return asked.entrySet().stream()
                .map(entry -> entry.getKey() + ": calls " + entry.getValue()[0] + ", charged " + entry.getValue()[1])
                .toList();
    }

    private static JsonNode canonical(JsonNode node) {
        if (node.isObject()) {
            TreeMap<String, JsonNode> sorted = new TreeMap<>();
            node.properties().stream()
                    .filter(field -> !PASSING.contains(field.getKey()))
                    .forEach(field -> sorted.put(field.getKey(), canonical(field.getValue())));
            return MAPPER.valueToTree(sorted);
        }
        if (node.isArray()) {
            List<JsonNode> all = new ArrayList<>();
            node.forEach(one -> all.add(canonical(one)));
            return MAPPER.valueToTree(all);
        }
        return node;
    }
}
