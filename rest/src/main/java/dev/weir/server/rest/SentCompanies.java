package dev.weir.server.rest;

import dev.weir.server.companies.Companies;
import dev.weir.server.companies.Company;
import dev.weir.server.intake.Rows;
import dev.weir.server.jobs.NewRow;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The companies of a body, each a row. One that is named by its domain is made known, where it is not, when the rows are
 * stored, and not while they are merely looked at.
 *
 * @param records the companies, each read as a record
 * @param domains of the records that name a company by its domain, by their numbers
 */
record SentCompanies(
        SentRecords records,
        Map<Integer, String> domains,
        Transactions transactions,
        Companies companies,
        long workspaceId)
        implements Rows {

    private static final String POINTER = "/companies";
    private static final String ID = "companyId";
    private static final String DOMAIN = "companyDomain";
    private static final int NAMED = 100;

    /**
     * @param wanted the fields that are asked for
     * @param strict whether a value that counts as unknown refuses them all
     * @throws Problem for companies that are none, too many, unknown by their id, or of fields that there are not
     */
    static SentCompanies read(
            @Nullable List<Map<String, Object>> sent,
            List<String> wanted,
            boolean strict,
            Transactions transactions,
            Companies companies,
            long workspaceId) {
        Map<Integer, String> domains = new TreeMap<>();
        List<Map<String, Object>> records = sent == null ? List.of() : records(sent, domains);
        SentRecords read = SentRecords.read(
                records,
                POINTER,
                wanted,
                strict,
                ids -> transactions.in(workspaceId, () -> companies.findUnerased(workspaceId, ids)));
        return new SentCompanies(read, domains, transactions, companies, workspaceId);
    }

    /** A company that is named by its domain knows that domain, unless its record says otherwise. */
    private static List<Map<String, Object>> records(List<Map<String, Object>> sent, Map<Integer, String> domains) {
        List<Map<String, Object>> records = new ArrayList<>(sent.size());
        Mistakes wrong = new Mistakes(NAMED);
        for (int i = 0; i < sent.size(); i++) {
            Map<String, Object> record = sent.get(i) == null ? new LinkedHashMap<>() : new LinkedHashMap<>(sent.get(i));
            Object said = record.remove(DOMAIN);
            boolean byId = record.get(ID) != null;
            String domain = said == null ? null : Companies.domain(said).orElse(null);
            if (byId == (said != null)) {
                wrong.note(POINTER + "/" + i, "says by one of companyId and companyDomain which company it is");
            } else if (said != null && domain == null) {
                wrong.note(POINTER + "/" + i + "/" + DOMAIN, "cannot be read as a domain");
            }
            if (domain != null) {
                domains.put(i, domain);
                record.putIfAbsent("company.domain", domain);
            }
            records.add(record);
        }
        wrong.orThrow("bad_company", "Some companies are not told, so nothing was submitted. The first");
        return records;
    }

    @Override
    public Reading read() {
        return records.rows().read();
    }

    @Override
    public String place(long index) {
        return records.rows().place(index);
    }

    @Override
    public Storing store() {
        Map<String, Company> known = transactions.in(
                workspaceId,
                () -> companies.ensure(
                        workspaceId,
                        domains.values().stream()
                                .map(domain -> new Companies.Wish(domain, null))
                                .toList()));
        Iterator<Known> rows = records.known().iterator();
        return new Storing() {
            private int index;

            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public NewRow next() {
                Known row = rows.next();
                String domain = domains.get(index++);
                if (domain == null) {
                    return new NewRow(ValuesJson.write(row.values()), null).of(row.companyId());
                }
                Company company = Objects.requireNonNull(known.get(domain));
                return new NewRow(ValuesJson.write(company.known(row.values())), null).of(company.id());
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
