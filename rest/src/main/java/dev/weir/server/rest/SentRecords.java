package dev.weir.server.rest;

import dev.weir.lists.reading.Aside;
import dev.weir.lists.reading.ReadRow;
import dev.weir.lists.reading.RecordReader;
import dev.weir.provider.Field;
import dev.weir.provider.Fields;
import dev.weir.provider.Nearest;
import dev.weir.server.companies.Company;
import dev.weir.server.intake.Rows;
import dev.weir.server.problem.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The records of a body, read.
 *
 * @param known what they say, in order
 * @param pointer to where they stand in the body
 * @param warnings the first places whose value counts as unknown
 */
record SentRecords(List<Rows.Known> known, String pointer, List<Problem.At> warnings) {

    /** The most records of one body; more come as an upload. */
    static final int MOST = 10_000;

    /** So many places are named. */
    private static final int NAMED = 100;

    /** Beside a record's fields: the company of the workspace that it is about. */
    private static final String COMPANY = "companyId";

    /**
     * @param pointer to where they stand in the body, such as {@code /records}
     * @param wanted the fields that are asked for
     * @param strict whether a value that counts as unknown refuses them all
     * @param companies those of the workspace that have these numbers
     * @throws Problem for records that are none, too many, or name fields or companies that there are not, with their places
     */
    static SentRecords read(
            @Nullable List<Map<String, Object>> records,
            String pointer,
            List<String> wanted,
            boolean strict,
            Function<Collection<Long>, Map<Long, Company>> companies) {
        if (records == null || records.isEmpty()) {
            throw Problem.invalid("no_rows", "There are no records to enrich; give at least one.")
                    .at(pointer, "must hold at least one record");
        }
        if (records.size() > MOST) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "too_many_records",
                    "A body holds at most " + MOST + " records, and this one has " + records.size()
                            + ". Send a list as a file (text/csv, application/x-ndjson or multipart/form-data), which may"
                            + " have 1,000,000 rows.");
        }
        requireFields(pointer, records);
        List<@Nullable Company> about = companies(pointer, records, companies);
        RecordReader reader = new RecordReader(wanted);
        List<Rows.Known> rows = new ArrayList<>(records.size());
        List<Problem.At> unknown = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            ReadRow read = reader.read(fields(records.get(i)));
            Company company = about.get(i);
            rows.add(
                    company == null
                            ? new Rows.Known(read.known(), null)
                            : new Rows.Known(company.known(read.known()), company.id()));
            for (Map.Entry<String, Aside> aside : new TreeMap<>(read.aside()).entrySet()) {
                if (unknown.size() < NAMED) {
                    unknown.add(
                            new Problem.At(pointer(pointer, i, aside.getKey()), why(aside.getValue(), aside.getKey())));
                }
            }
        }
        if (strict && !unknown.isEmpty()) {
            throw Problem.invalid(
                            "unreadable_values",
                            "Some values cannot be used, and strict is true, so nothing was submitted. The first, "
                                    + unknown.getFirst().pointer() + ", "
                                    + unknown.getFirst().detail() + ".")
                    .at(unknown);
        }
        return new SentRecords(List.copyOf(rows), pointer, unknown);
    }

    /** As an order has them. */
    Rows rows() {
        return Rows.ofKnown(known, pointer);
    }

    private static Map<String, Object> fields(Map<String, Object> record) {
        if (!record.containsKey(COMPANY)) {
            return record;
        }
        Map<String, Object> fields = new LinkedHashMap<>(record);
        fields.remove(COMPANY);
        return fields;
    }

    /** The company that each record is about; null where it says none. */
    private static List<@Nullable Company> companies(
            String pointer,
            List<Map<String, Object>> records,
            Function<Collection<Long>, Map<Long, Company>> companies) {
        List<@Nullable Long> ids = new ArrayList<>(records.size());
        List<Problem.At> wrong = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            Object said = records.get(i).get(COMPANY);
            Long id = said instanceof Integer small ? Long.valueOf(small) : said instanceof Long large ? large : null;
            ids.add(id);
            if (said != null && id == null && wrong.size() < NAMED) {
                wrong.add(new Problem.At(pointer(pointer, i, COMPANY), "is the id of a company, a whole number"));
            }
        }
        Map<Long, Company> known =
                companies.apply(ids.stream().filter(Objects::nonNull).collect(Collectors.toSet()));
        List<@Nullable Company> about = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            Long id = ids.get(i);
            Company company = id == null ? null : known.get(id);
            about.add(company);
            if (id != null && company == null && wrong.size() < NAMED) {
                wrong.add(new Problem.At(pointer(pointer, i, COMPANY), "There is no company " + id + "."));
            }
        }
        if (!wrong.isEmpty()) {
            throw Problem.invalid(
                            "unknown_company",
                            "Some records are about companies that there are not, so nothing was submitted. The first: "
                                    + wrong.getFirst().pointer() + ". POST …/companies makes companies known and tells"
                                    + " their ids.")
                    .at(wrong);
        }
        return about;
    }

    /** That refusal; of records that give nothing to ask with, it says which of their values count as unknown. */
    Problem explained(Problem refused) {
        if (!refused.code().equals("no_usable_input") || warnings.isEmpty()) {
            return refused;
        }
        return refused.at(Stream.concat(refused.errors().stream(), warnings.stream())
                .limit(NAMED)
                .toList());
    }

    private static String pointer(String pointer, int record, String field) {
        return pointer + "/" + record + "/" + Problem.At.escaped(field);
    }

    private static void requireFields(String pointer, List<Map<String, Object>> records) {
        List<Problem.At> wrong = new ArrayList<>();
        for (int i = 0; i < records.size() && wrong.size() < NAMED; i++) {
            Map<String, Object> record = records.get(i);
            if (record == null) {
                wrong.add(new Problem.At(pointer + "/" + i, "A record is an object from field to value."));
                continue;
            }
            for (String field : record.keySet()) {
                if (!field.equals(COMPANY) && Fields.find(field).isEmpty() && wrong.size() < NAMED) {
                    wrong.add(new Problem.At(
                            pointer(pointer, i, field),
                            "There is no field '" + field + "'." + Nearest.question(names(), field)));
                }
            }
        }
        if (!wrong.isEmpty()) {
            throw Problem.invalid("unknown_field", wrong.getFirst().detail()).at(wrong);
        }
    }

    private static List<String> names() {
        return Fields.all().stream().map(Field::name).toList();
    }

    /** Why a value of that field counts as unknown, behind its place. */
    static String why(Aside aside, String field) {
        return switch (aside) {
            case PLACEHOLDER -> "says that nothing is known, and counts as empty";
            case UNREADABLE -> "cannot be read as a " + field + ", and counts as unknown";
            case ELSEWHERE -> "is a page on somebody else's site, and counts as unknown";
            case FREE_MAIL -> "is of a mailbox that anybody can have, and counts as unknown";
            case ROLE_ADDRESS -> "is an address of a role and not of a person, and counts as unknown";
        };
    }
}
