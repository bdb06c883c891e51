package dev.weir.server.companies;

import dev.weir.provider.Field;
import dev.weir.provider.Fields;
import dev.weir.server.problem.Problem;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The companies that workspaces know. Every verb joins the caller's transaction, which has to see the workspace. */
public final class Companies {

    private static final Field DOMAIN = Fields.find("company.domain").orElseThrow();
    private static final int LONGEST_NAME = 500;

    private final CompanyTable table;

    public Companies(JdbcClient jdbc) {
        this.table = new CompanyTable(jdbc);
    }

    /**
     * A company that is to be known.
     *
     * @param domain canonical, see {@link #domain}
     * @param name null to leave it as it is
     */
    public record Wish(String domain, @Nullable String name) {

        /** @throws Problem for a name that is too long or holds what cannot be printed */
        public Wish {
            name = named(name);
        }
    }

    /** A domain as companies are known by it, however it is written; empty for what is none, or stands for an erased one. */
    public static Optional<String> domain(Object written) {
        return DOMAIN.normalise(written).map(Object::toString).filter(domain -> !Company.isOfErased(domain));
    }

    private static @Nullable String named(@Nullable String name) {
        String stripped = name == null ? "" : name.strip();
        if (stripped.length() > LONGEST_NAME || stripped.chars().anyMatch(Character::isISOControl)) {
            throw Problem.invalid(
                            "bad_name",
                            "A company's name has at most " + LONGEST_NAME + " characters, all of them printable.")
                    .at("/name", "has at most " + LONGEST_NAME + " printable characters");
        }
        return stripped.isEmpty() ? null : stripped;
    }

    /** Makes those that the workspace does not know, and gives a name to those that have another. By domain. */
    public Map<String, Company> ensure(long workspaceId, Collection<Wish> wishes) {
        // In order, so that two who do so at once wait for each other and do not block.
        Map<String, String> names = new TreeMap<>();
        wishes.forEach(wish -> names.merge(
                wish.domain(), wish.name() == null ? "" : wish.name(), (before, now) -> now.isEmpty() ? before : now));
        if (names.isEmpty()) {
            return Map.of();
        }
        table.upsert(workspaceId, names);
        return byDomains(workspaceId, names.keySet());
    }

    /** Of these those that the workspace knows, by number. */
    public Map<Long, Company> find(long workspaceId, Collection<Long> ids) {
        Map<Long, Company> found = new LinkedHashMap<>();
        if (!ids.isEmpty()) {
            table.byIds(workspaceId, Set.copyOf(ids)).forEach(company -> found.put(company.id(), company));
        }
        return found;
    }

    /** Of these those that rows and results may be about: an erased one is none of them. By number. */
    public Map<Long, Company> findUnerased(long workspaceId, Collection<Long> ids) {
        Map<Long, Company> found = find(workspaceId, ids);
        found.values().removeIf(Company::isErased);
        return found;
    }

    /** Of these those that the workspace knows, by domain. @param domains canonical */
    public Map<String, Company> byDomains(long workspaceId, Collection<String> domains) {
        Map<String, Company> found = new LinkedHashMap<>();
        if (!domains.isEmpty()) {
            table.byDomains(workspaceId, Set.copyOf(domains)).forEach(company -> found.put(company.domain(), company));
        }
        return found;
    }

    /** The company of that number. @throws Problem when the workspace knows none */
    public Company get(long workspaceId, long id) {
        return find(workspaceId, List.of(id)).values().stream().findFirst().orElseThrow(() -> unknown(id));
    }

    private static Problem unknown(long id) {
        return Problem.notFound("unknown_company", "There is no company " + id + ".");
    }

    /**
     * Some of a workspace's companies, the newest first.
     *
     * @param before only those of smaller numbers than this
     * @param skip so many of them are passed over
     */
    public List<Company> page(long workspaceId, long before, long skip, int most) {
        return table.page(workspaceId, before, skip, most);
    }

    /** How many companies the workspace knows. */
    public long count(long workspaceId) {
        return table.count(workspaceId);
    }

    /** Calls a company otherwise. @param name null or blank for none @throws Problem when the workspace knows no such one */
    public Company rename(long workspaceId, long id, @Nullable String name) {
        return table.rename(workspaceId, id, named(name)).orElseThrow(() -> unknown(id));
    }
}
