package dev.weir.server.storage;

import dev.weir.server.companies.Companies;
import dev.weir.server.companies.Company;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.Registry;
import dev.weir.server.workspace.Transactions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;

/** Takes in results that were worked out elsewhere. */
final class Reports {

    private final Transactions transactions;
    private final Registry registry;
    private final Companies companies;
    private final PlanTable plans;
    private final OutsideTable outside;
    private final ResultTable results;
    private final Outbox outbox;

    Reports(JdbcClient jdbc, Transactions transactions, Registry registry, Outbox outbox) {
        this.transactions = transactions;
        this.registry = registry;
        this.companies = new Companies(jdbc);
        this.plans = new PlanTable(jdbc);
        this.outside = new OutsideTable(jdbc);
        this.results = new ResultTable(jdbc);
        this.outbox = outbox;
    }

    /** Takes one, see {@link Storage#report}; joins the caller's transaction. */
    long take(
            long workspaceId,
            UUID workflowId,
            @Nullable Long companyId,
            @Nullable String companyDomain,
            Map<String, ? extends @Nullable Object> data,
            @Nullable Long batchId,
            String by) {
        return transactions.in(workspaceId, () -> {
            if (registry.ofWorkflows(workspaceId, List.of(workflowId)).isEmpty()) {
                throw Problem.notFound("unknown_workflow", "There is no step of workflow " + workflowId + ".");
            }
            if (batchId != null && plans.of(workspaceId, List.of(batchId)).isEmpty()) {
                String sentence = "There is no job " + batchId + ".";
                throw Problem.invalid("unknown_job", sentence).at("/batchId", sentence);
            }
            String json = json(data);
            Optional<Company> company = company(workspaceId, companyId, companyDomain);
            long id = outside.insert(
                    workspaceId,
                    workflowId,
                    company.map(Company::id).orElse(null),
                    company.map(Company::domain).orElse(null),
                    json,
                    batchId,
                    by);
            long resultId = results.insertOutside(workspaceId, workflowId, id);
            outbox.tell();
            return resultId;
        });
    }

    private static String json(Map<String, ? extends @Nullable Object> data) {
        if (data.isEmpty()) {
            throw Problem.invalid("bad_data", "data is empty; it is an object from result fields to their values.")
                    .at("/data", "must have at least one field");
        }
        try {
            String json = Reported.write(data);
            Reported.read(json);
            return json;
        } catch (JacksonException unreadable) {
            throw Problem.invalid("bad_data", "data cannot be kept: it is nested too deeply, or too long.")
                    .at("/data", "must be nested less deeply, and shorter");
        }
    }

    private Optional<Company> company(long workspaceId, @Nullable Long companyId, @Nullable String written) {
        String domain = written == null
                ? null
                : Companies.domain(written)
                        .orElseThrow(
                                () -> Problem.invalid("bad_domain", "companyDomain is no domain, such as example.com.")
                                        .at("/companyDomain", "must be a domain"));
        if (companyId == null) {
            return domain == null
                    ? Optional.empty()
                    : companies.ensure(workspaceId, List.of(new Companies.Wish(domain, null))).values().stream()
                            .findFirst();
        }
        Company known = companies.findUnerased(workspaceId, List.of(companyId)).get(companyId);
        if (known == null) {
            String sentence = "There is no company " + companyId + ".";
            throw Problem.invalid("unknown_company", sentence).at("/companyId", sentence);
        }
        if (domain != null && !domain.equals(known.domain())) {
            String sentence = "Company " + companyId + " has another domain. Leave one of the two out.";
            throw Problem.invalid("other_company", sentence).at("/companyDomain", sentence);
        }
        return Optional.of(known);
    }
}
