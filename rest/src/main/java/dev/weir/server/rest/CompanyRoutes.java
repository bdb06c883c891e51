package dev.weir.server.rest;

import dev.weir.server.Weir;
import dev.weir.server.companies.Companies;
import dev.weir.server.companies.Company;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The companies that a workspace knows. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/companies")
@Tag(name = "Companies")
class CompanyRoutes {

    /** The most companies of one body. */
    static final int MOST = 10_000;

    private static final String LIST = "companies";

    /** So many places are named. */
    private static final int NAMED = 100;

    private final Weir weir;

    CompanyRoutes(Weir weir) {
        this.weir = weir;
    }

    /** A company. */
    @Schema(name = "Company")
    record CompanyJson(
            @Schema(description = "Given with records as companyId")
            long id,

            String domain,
            @Nullable String name,
            Instant createdAt,
            Instant updatedAt) {

        static CompanyJson of(Company company) {
            return new CompanyJson(
                    company.id(), company.domain(), company.name(), company.createdAt(), company.updatedAt());
        }
    }

    /** A company that is to be known. */
    @Schema(name = "NewCompany")
    record NewCompany(
            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    description = "However it is written: a host name or the address of a page",
                    example = "acme.example")
            @Nullable
            String domain,

            @Schema(description = "Without it, one that is known keeps its name", maxLength = 500) @Nullable
            String name) {}

    /** Companies that are to be known. */
    @Schema(name = "NewCompanies")
    record NewCompanies(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "At most 10,000") @Nullable
            List<@Nullable NewCompany> companies) {}

    /** What is changed of a company. */
    @Schema(name = "CompanyChange")
    record CompanyChange(
            @Schema(description = "Null or blank for none", maxLength = 500) @Nullable
            String name) {}

    @PostMapping
    @Needs(Role.MEMBER)
    @Operation(
            summary = "Make companies known, each by its domain",
            description =
                    "Those that are known already stay as they are, but for a name that is given. Answers with all of"
                            + " them, in the order of the body: their ids are what records and runs refer to.")
    ResponseEntity<Answer<List<CompanyJson>>> ensure(
            @PathVariable long workspaceId, @RequestBody NewCompanies body, Act act) {
        List<Companies.Wish> wishes = wishes(body);
        return act.once("companies.ensured", body, () -> {
            Map<String, Company> known = weir.companies().ensure(workspaceId, wishes);
            return Made.changed(
                    known.size() == 1 ? "one company" : known.size() + " companies",
                    wishes.stream()
                            .map(wish -> CompanyJson.of(Objects.requireNonNull(known.get(wish.domain()))))
                            .toList());
        });
    }

    private static List<Companies.Wish> wishes(NewCompanies body) {
        List<@Nullable NewCompany> companies = Given.required("companies", body.companies());
        if (companies.isEmpty()) {
            throw Problem.invalid("no_companies", "There are no companies in the body; give at least one.")
                    .at("/companies", "must hold at least one company");
        }
        if (companies.size() > MOST) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "too_many_companies",
                    "A body holds at most " + MOST + " companies, and this one has " + companies.size()
                            + ". Send them in several.");
        }
        List<Companies.Wish> wishes = new ArrayList<>(companies.size());
        Mistakes wrong = new Mistakes(NAMED);
        for (int i = 0; i < companies.size() && !wrong.full(); i++) {
            NewCompany company = companies.get(i);
            String said = company == null ? null : company.domain();
            String domain = said == null ? null : Companies.domain(said).orElse(null);
            if (company == null || domain == null) {
                wrong.note("/companies/" + i + "/domain", said == null ? "is missing" : "cannot be read as a domain");
                continue;
            }
            try {
                wishes.add(new Companies.Wish(domain, company.name()));
            } catch (Problem badName) {
                wrong.note(
                        "/companies/" + i + "/name", badName.errors().getFirst().detail());
            }
        }
        wrong.orThrow("bad_company", "Some companies cannot be known so, and none was stored. The first");
        return wishes;
    }

    @GetMapping
    @Needs(Role.VIEWER)
    @Operation(summary = "Companies, newest first")
    Answer<List<CompanyJson>> list(
            @PathVariable long workspaceId,
            PageWish wish,
            @Parameter(description = "Only the one of that domain, however it is written") @RequestParam @Nullable
                    String domain) {
        return weir.transactions().in(workspaceId, () -> {
            Companies companies = weir.companies();
            if (domain != null) {
                List<CompanyJson> found = Companies.domain(domain)
                        .map(canonical -> companies.byDomains(workspaceId, List.of(canonical)).values().stream()
                                .map(CompanyJson::of)
                                .toList())
                        .orElse(List.of());
                return Answer.of(found, Answer.Pagination.of(wish, found.size(), null));
            }
            long[] at = wish.place(LIST, 1);
            return Answer.page(
                    wish,
                    LIST,
                    at == null ? companies.count(workspaceId) : at[1],
                    companies.page(workspaceId, at == null ? Long.MAX_VALUE : at[0], wish.offset(), wish.limit() + 1),
                    CompanyJson::of,
                    company -> new long[] {company.id()});
        });
    }

    @GetMapping("/{companyId}")
    @Needs(Role.VIEWER)
    @Operation(summary = "A company")
    Answer<CompanyJson> show(@PathVariable long workspaceId, @PathVariable long companyId) {
        return Answer.of(CompanyJson.of(
                weir.transactions().in(workspaceId, () -> weir.companies().get(workspaceId, companyId))));
    }

    @PatchMapping("/{companyId}")
    @Needs(Role.MEMBER)
    @Operation(summary = "Call a company otherwise")
    ResponseEntity<Answer<CompanyJson>> rename(
            @PathVariable long workspaceId, @PathVariable long companyId, @RequestBody CompanyChange change, Act act) {
        return act.change(
                "company.renamed",
                () -> Made.changed(
                        "company " + companyId,
                        CompanyJson.of(weir.companies().rename(workspaceId, companyId, change.name()))));
    }
}
