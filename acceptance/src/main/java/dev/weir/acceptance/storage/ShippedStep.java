package dev.weir.acceptance.storage;

import dev.weir.sandbox.Truth;
import dev.weir.sandbox.VendorOperation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** The steps that are shipped as configuration, in the order of their blueprint, and what the vendors can say to them. */
enum ShippedStep {
    HOMEPAGE(
            "scrape-homepage-via-zenrows",
            "homepages",
            VendorOperation.ZENROWS_TEXT,
            List.of(new Column("web.content_text", "content", Form.TEXT))),
    CASE_STUDIES(
            "extract-case-studies-via-n8n",
            "case_studies",
            VendorOperation.N8N_WORKFLOW,
            List.of(new Column("custom.case_studies", "case_studies", Form.DOCUMENT))),
    VERIFIED(
            "exa-verify",
            "verified_companies",
            VendorOperation.EXA_ANSWER,
            List.of(
                    new Column("web.answer", "what_it_sells", Form.TEXT),
                    new Column("web.citations", "sources", Form.LIST_OF_ONE))),
    CLAY(
            "clay-enrich",
            "clay_companies",
            VendorOperation.CLAY_ROW,
            List.of(
                    new Column("company.industry", "industry", Form.TEXT),
                    new Column("company.employee_count", "employee_count", Form.NUMBER)));

    /** How a value that the sandbox's truth has as text stands in a row as JSON. */
    enum Form {
        TEXT,
        NUMBER,
        DOCUMENT,
        LIST_OF_ONE;

        private JsonNode of(String text) {
            return switch (this) {
                case TEXT -> JsonNodeFactory.instance.stringNode(text);
                case NUMBER, DOCUMENT -> JsonMapper.shared().readTree(text);
                case LIST_OF_ONE -> JsonNodeFactory.instance.arrayNode().add(text);
            };
        }
    }

    /** Where a field is written. */
    record Column(String field, String column, Form form) {}

    private final String slug;
    private final String table;

    @SuppressWarnings("ImmutableEnumChecker") // an enum itself
    private final VendorOperation asked;

    @SuppressWarnings("ImmutableEnumChecker") // lists of records
    private final List<Column> columns;

    ShippedStep(String slug, String table, VendorOperation asked, List<Column> columns) {
        this.slug = slug;
        this.table = table;
        this.asked = asked;
        this.columns = columns;
    }

    String slug() {
        return slug;
    }

    /** Its destination's name, without a schema. */
    String table() {
        return table;
    }

    /** The operation whose ledger entries are what it cost. */
    VendorOperation asked() {
        return asked;
    }

    /** Whether what it asks is answered at once, and remembered. */
    boolean isRemembered() {
        return this == HOMEPAGE || this == VERIFIED;
    }

    /** Where the harness has its results written: two steps to each database. */
    boolean isInWorkspace() {
        return this == CASE_STUDIES || this == CLAY;
    }

    /** The table, as the results log names it. */
    String logged() {
        return (isInWorkspace() ? "workspace." : "hq.") + table;
    }

    /** From 1, in the blueprint. */
    int number() {
        return ordinal() + 1;
    }

    /** What its row has to hold of a company; empty when the vendor does not know all that the step wants. */
    Optional<Map<String, JsonNode>> row(Truth truth, String domain) {
        Map<String, JsonNode> row = new LinkedHashMap<>();
        for (Column column : columns) {
            truth.value(List.of(asked), Map.of("company.domain", domain), column.field())
                    .ifPresent(value -> row.put(column.column(), column.form().of(value.value())));
        }
        return row.size() == columns.size() ? Optional.of(row) : Optional.empty();
    }
}
