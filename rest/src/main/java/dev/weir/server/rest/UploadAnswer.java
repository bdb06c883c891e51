package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.weir.lists.reading.CompanyColumn;
import dev.weir.lists.reading.UnderstoodList;
import dev.weir.server.intake.Taken;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A job that was uploaded as a list, and how the list was understood. */
@Schema(name = "UploadedJob")
record UploadAnswer(@JsonUnwrapped JobAnswer job, TakenList list) {

    /** How a list was understood. */
    @Schema(name = "UploadedList")
    record TakenList(
            @Schema(allowableValues = {"csv", "jsonl", "xlsx"})
            String format,

            List<Column> columns,

            @Schema(description = "What is odd about the list or its headers, and how it was taken")
            List<String> warnings,

            @Schema(description = "Values that count as unknown; the job's warnings name the first 100")
            long unknownValues,

            @Schema(
                    description =
                            "Rows for which nobody can be asked: they are kept, and end skipped for want of input")
            NotAsked notAsked) {}

    /** A column. */
    @Schema(name = "UploadedColumn")
    record Column(
            String header,

            @Schema(
                    description =
                            "What it gives: a field, or company_id, the company of the workspace that a row is about;"
                                    + " null for a column that is kept as it is")
            @Nullable
            String field) {}

    /** Rows nobody is asked for. */
    @Schema(name = "RowsNotAsked")
    record NotAsked(
            long count,

            @Schema(description = "Of the first 100, from 1")
            List<Long> lines) {}

    static UploadAnswer of(JobAnswer job, UnderstoodList list, ListRows rows, Taken taken) {
        List<String> warnings = new ArrayList<>(list.table().warnings());
        warnings.addAll(list.mapping().warnings());
        if (list.givesDomain()) {
            warnings.add("company.domain is taken from company.website where that is a company's own.");
        }
        return new UploadAnswer(
                job,
                new TakenList(
                        list.table().format().name().toLowerCase(Locale.ROOT),
                        columns(list),
                        warnings,
                        rows.unknownValues(),
                        new NotAsked(
                                taken.hopeless().count(),
                                taken.hopeless().first().stream()
                                        .map(rows::line)
                                        .toList())));
    }

    /** What each column of a list was taken for. */
    static List<Column> columns(UnderstoodList list) {
        List<Column> columns = new ArrayList<>();
        List<String> headers = list.table().header().names();
        for (int i = 0; i < headers.size(); i++) {
            int column = i;
            boolean ofCompanies =
                    list.companies().filter(is -> is.column() == column).isPresent();
            columns.add(new Column(
                    headers.get(i),
                    ofCompanies
                            ? CompanyColumn.NAME
                            : list.mapping().fieldByColumn().get(i)));
        }
        return columns;
    }
}
