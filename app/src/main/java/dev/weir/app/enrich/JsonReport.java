package dev.weir.app.enrich;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/** A report for programs: one JSON document, amounts in 1/1000. */
public final class JsonReport {

    private JsonReport() {}

    public static String of(Report report) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("jobId", report.job().id());
        document.put("name", report.job().name());
        document.put("sandbox", report.sandbox());
        document.put("status", report.progress().status().text());
        document.put("paused", report.progress().paused());
        document.put("ended", report.ended());
        document.put("totalRecords", report.progress().totalRows());
        document.put("completedRecords", report.progress().rows().completed());
        document.put("failedRecords", report.progress().rows().failed());
        document.put("inDoubtRecords", report.progress().rows().inDoubt());
        document.put("found", byField(report, FieldCount::found));
        document.put("lacked", byField(report, FieldCount::lacked));
        document.put("had", byField(report, FieldCount::had));
        document.put("notFound", byField(report, FieldCount::missed));
        document.put("beside", beside(report));
        document.put("guardedCells", report.guarded());
        document.put("capReached", report.capped());
        document.put("creditsMilli", credits(report));
        document.put("providers", providers(report));
        document.put("doubts", doubts(report));
        document.put("output", report.out() == null ? null : report.out().toString());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    private static Map<String, Object> byField(Report report, Function<FieldCount, Object> count) {
        Map<String, Object> fields = new LinkedHashMap<>();
        report.fields().forEach((name, one) -> fields.put(name, count.apply(one)));
        return fields;
    }

    private static List<Map<String, Object>> beside(Report report) {
        List<Map<String, Object>> columns = new ArrayList<>();
        report.beside().forEach(beside -> {
            Map<String, Object> column = new LinkedHashMap<>();
            column.put("field", beside.field());
            column.put("column", beside.column());
            column.put("rows", beside.rows());
            columns.add(column);
        });
        return columns;
    }

    private static Map<String, Object> credits(Report report) {
        Map<String, Object> credits = new LinkedHashMap<>();
        credits.put("held", report.progress().credits().held());
        credits.put("spent", report.progress().credits().posted());
        credits.put("inDoubt", report.progress().credits().doubt());
        credits.put("open", report.progress().credits().open());
        return credits;
    }

    private static List<Map<String, Object>> providers(Report report) {
        List<Map<String, Object>> providers = new ArrayList<>();
        report.providers().forEach(part -> {
            Map<String, Object> provider = new LinkedHashMap<>();
            provider.put("provider", part.provider());
            provider.put("asked", part.asked());
            provider.put("reused", part.shared());
            provider.put("fieldsFound", part.found());
            provider.put("fieldsAccepted", part.accepted());
            provider.put("notAsked", part.notAsked());
            provider.put("inDoubt", part.inDoubt());
            provider.put("chargedMilli", part.charged());
            provider.put("vendorCertainMilli", part.vendorCertain());
            provider.put("vendorPossibleMilli", part.vendorPossible());
            provider.put("vendorUnit", report.units().getOrDefault(part.provider(), "credit"));
            providers.add(provider);
        });
        return providers;
    }

    private static List<Map<String, Object>> doubts(Report report) {
        List<Map<String, Object>> doubts = new ArrayList<>();
        report.doubts().forEach(doubt -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("row", doubt.rowIndex() + 1);
            one.put("field", doubt.step());
            one.put("provider", doubt.provider());
            one.put("amountMilli", doubt.amount());
            one.put("vendorCostMilli", doubt.vendorCost());
            doubts.add(one);
        });
        return doubts;
    }
}
