package dev.weir.server.registry;

import java.util.List;
import java.util.regex.Pattern;

/** Names of tables and columns that results are written to: which are taken, and which columns are Weir's to fill. */
public final class TableNames {

    public static final String COMPANY_ID = "company_id";
    public static final String COMPANY_DOMAIN = "company_domain";
    public static final String WEIR_KEY = "weir_key";

    /** Columns that are written where they exist, whatever is mapped. */
    public static final List<String> OURS = List.of(COMPANY_ID, COMPANY_DOMAIN, WEIR_KEY);

    /** No longer than PostgreSQL keeps them, so that no two become one by being cut off. */
    private static final Pattern TAKEN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

    /** What {@link #isTaken} asks of them, for people. */
    public static final String RULE =
            "names have at most 63 letters, digits and underscores, and do not begin with a digit";

    private TableNames() {}

    /** Whether it is the name of a table, a schema or a column, as it is written to without a second thought. */
    public static boolean isTaken(String name) {
        return TAKEN.matcher(name).matches();
    }
}
