package dev.weir.server.storage;

import static dev.weir.server.storage.WriteMode.INSERT;
import static dev.weir.server.storage.WriteMode.UPDATE_IF_BLANK;
import static dev.weir.server.storage.WriteMode.UPSERT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.postgres.testing.TestDatabase;
import dev.weir.postgres.testing.TestPostgres;
import dev.weir.provider.FieldKind;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.egress.Dialer;
import dev.weir.server.egress.EgressSettings.Reach;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.Registry;
import dev.weir.server.registry.TableNames;
import dev.weir.server.storage.Target.Outcome.Refused;
import dev.weir.server.storage.Target.Outcome.Written;
import dev.weir.server.storage.Target.Unavailable;
import dev.weir.server.testing.WeirDatabase;
import dev.weir.server.vault.MasterKeys;
import dev.weir.server.vault.Vault;
import dev.weir.server.workspace.Workspaces;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import tools.jackson.databind.json.JsonMapper;

/** Results get into tables of PostgreSQL itself, in Weir's own database and in a workspace's. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TargetTablesTest {

    private static final String SECRET = "canary-3f9a1";
    private static final Limits SHORT = new Limits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(15),
            Duration.ofMillis(400),
            Duration.ofSeconds(30),
            Duration.ofSeconds(40));

    private final WeirDatabase weir = WeirDatabase.fresh();
    private final TestDatabase theirs = TestPostgres.shared().emptyDatabase();
    private final SingleConnectionDataSource theirsOwner =
            new SingleConnectionDataSource(theirs.jdbcUrl(), theirs.user(), theirs.password(), true);
    private final JdbcClient their = JdbcClient.create(theirsOwner);
    private final String user = "dest_" + theirs.name();
    private final Dialer dialer = Dialer.open(
            Reach.only(new dev.weir.server.egress.EgressSettings.Target("127.0.0.1", port(theirs.jdbcUrl()))));
    private final long workspace =
            new Workspaces(weir.jdbc()).ensure("mine", false, false).id();
    private final WorkspaceDatabases databases = new WorkspaceDatabases(
            weir.jdbc(),
            weir.transactions(),
            new Vault(weir.jdbc(), weir.transactions(), new Workspaces(weir.jdbc()), MasterKeys.passing()),
            dialer);
    private final TargetTables targets = targets(Limits.DEFAULT);
    private final AtomicInteger tables = new AtomicInteger();
    private final AtomicInteger results = new AtomicInteger();

    private static int port(String jdbcUrl) {
        return URI.create(jdbcUrl.substring("jdbc:".length())).getPort();
    }

    private TargetTables targets(Limits limits) {
        return new TargetTables(
                databases, HqConnections.to(weir.jdbcUrl(), weir.appUser(), weir.appPassword()), limits);
    }

    @BeforeAll
    void connect() {
        their.sql("CREATE ROLE " + user + " LOGIN PASSWORD '" + SECRET + "'").update();
        their.sql("GRANT CREATE, USAGE ON SCHEMA public TO " + user).update();
        their.sql("ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE ON TABLES TO " + user)
                .update();
        WorkspaceDatabases.Tested tested = databases.test(new WorkspaceDatabases.Wish(
                "127.0.0.1", port(theirs.jdbcUrl()), theirs.name(), user, SECRET, Tls.DISABLE, null));
        weir.transactions().in(workspace, () -> databases.save(workspace, tested, "a test"));
        HqSchema.statements(workspace).forEach(sql -> weir.ownerJdbc().sql(sql).update());
    }

    @AfterAll
    void close() {
        theirsOwner.destroy();
        theirs.close();
        weir.ownerJdbc().sql("DROP ROLE " + user).update();
        weir.close();
        dialer.close();
    }

    private JdbcClient owner(Route.Db db) {
        return db == Route.Db.HQ ? weir.ownerJdbc() : their;
    }

    private String name(Route.Db db, String table) {
        return db == Route.Db.HQ ? HqSchema.name(workspace) + "." + table : table;
    }

    /** A new table in the workspace's database. */
    private String table(String columns) {
        String table = "results_" + tables.incrementAndGet();
        their.sql("CREATE TABLE " + table + " (" + columns + ")").update();
        return table;
    }

    private static Route route(String table, WriteMode mode, List<String> keys, String... fieldsAndColumns) {
        Map<String, String> mappings = new LinkedHashMap<>();
        for (int i = 0; i < fieldsAndColumns.length; i += 2) {
            mappings.put(fieldsAndColumns[i], fieldsAndColumns[i + 1]);
        }
        return new Route(Route.Db.WORKSPACE, table, mappings, mode, keys);
    }

    @SuppressWarnings("NullAway") // a class file does not say that a record's map may hold nulls
    private Item item(@Nullable Long company, @Nullable Object... fieldsAndValues) {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            values.put(String.valueOf(fieldsAndValues[i]), fieldsAndValues[i + 1]);
        }
        int id = results.incrementAndGet();
        return new Item(id, "1:" + id + ":0", company, company == null ? null : "c" + company + ".example", values);
    }

    private List<Target.Outcome> write(Route route, Item... items) throws Unavailable {
        return write(route, List.of(items));
    }

    private List<Target.Outcome> write(Route route, List<Item> items) throws Unavailable {
        try (Target target = targets.open(workspace, route)) {
            return target.write(items, () -> true);
        }
    }

    private List<String> rows(String sql) {
        return their.sql("SELECT r::text FROM (" + sql + ") r")
                .query((row, _) -> row.getString(1))
                .list();
    }

    private static String refusal(Target.Outcome outcome) {
        assertThat(outcome).isInstanceOf(Refused.class);
        return ((Refused) outcome).why();
    }

    private List<Problem.At> wrong(Route route) {
        return targets.check(workspace, route);
    }

    // ------------------------------------------------------------------------------------------ what gets written

    @ParameterizedTest
    @EnumSource(Route.Db.class)
    void aProposedTableTakesItsStepsResultsAsOftenAsTheyAreGiven(Route.Db db) throws Exception {
        Map<String, FieldKind> kinds = new LinkedHashMap<>();
        Map<String, String> mappings = new LinkedHashMap<>();
        for (FieldKind kind : FieldKind.values()) {
            String field = "custom." + kind.name().toLowerCase(java.util.Locale.ROOT);
            kinds.put(field, kind);
            mappings.put(field, kind.name().toLowerCase(java.util.Locale.ROOT));
        }
        Map<FieldKind, Object> values = new EnumMap<>(Map.of(
                FieldKind.COUNT,
                3_000_000_000L,
                FieldKind.SCORE,
                97L,
                FieldKind.DECIMAL,
                new BigDecimal("31000000.50"),
                FieldKind.BOOLEAN,
                false,
                FieldKind.LIST,
                List.of("a", "b, \"c\""),
                FieldKind.MAP,
                Map.of("ö", new BigDecimal("1.10")),
                FieldKind.RECORDS,
                List.of(Map.of("title", "CEO")),
                FieldKind.TIME,
                "2026-07-28T09:30:00Z",
                FieldKind.TEXT,
                "It's \"so\" 😀"));
        Item item = item(
                7L,
                values.entrySet().stream()
                        .flatMap(value -> Stream.of(
                                "custom." + value.getKey().name().toLowerCase(java.util.Locale.ROOT), value.getValue()))
                        .toArray());
        for (WriteMode mode : WriteMode.values()) {
            String table = "proposed_" + mode.text();
            Route route =
                    new Route(db, table, mappings, mode, mode == INSERT ? List.of() : List.of("company_id", "text"));
            CreateTable proposal = CreateTable.of(workspace, route, kinds);
            owner(db).sql(proposal.sql() + proposal.sql()).update();

            assertThat(wrong(route)).isEmpty();
            assertThat(write(route, item)).containsExactly(new Written());
            assertThat(write(route, item)).containsExactly(new Written());
            assertThat(owner(db)
                            .sql(
                                    "SELECT row(company_id, company_domain, weir_key, \"count\", score, decimal, boolean, list,"
                                            + " map, records, \"time\" AT TIME ZONE 'UTC', text, email)::text FROM "
                                            + name(db, table))
                            .query(String.class)
                            .list())
                    .as(mode.text())
                    .containsExactly("(7,c7.example," + item.weirKey()
                            + ",3000000000,97,31000000.50,f,\"{a,\"\"b, \\\\\"\"c\\\\\"\"\"\"}\",\"{\"\"ö\"\": 1.10}\","
                            + "\"[{\"\"title\"\": \"\"CEO\"\"}]\",\"2026-07-28 09:30:00\",\"It's \"\"so\"\" 😀\",)");
        }
    }

    @Test
    void upsertSetsWhatAResultHasAndKeepsTheRest() throws Exception {
        Route route = route(
                table("company_id bigint PRIMARY KEY, a text, b int DEFAULT 5, weir_key text UNIQUE"),
                UPSERT,
                List.of("company_id"),
                "f.a",
                "a",
                "f.b",
                "b");
        Item second = item(1L, "f.b", 2L);
        write(route, item(1L, "f.a", "first"), second, item(2L, "f.a", null));
        assertThat(rows("SELECT company_id, a, b FROM " + route.table() + " ORDER BY 1"))
                .containsExactly("(1,first,2)", "(2,,5)");
        assertThat(rows("SELECT weir_key FROM " + route.table() + " WHERE company_id = 1"))
                .containsExactly("(" + second.weirKey() + ")");
    }

    @Test
    void updateIfBlankFillsWhatIsNullOrEmptyAndOverwritesNothing() throws Exception {
        Route route = route(
                table("company_domain varchar(50) UNIQUE, a text, b text, c char(3), n int"),
                UPDATE_IF_BLANK,
                List.of("company_domain"),
                "a",
                "a",
                "b",
                "b",
                "c",
                "c",
                "n",
                "n");
        their.sql("INSERT INTO " + route.table() + " VALUES ('c1.example', 'mine', '', '', NULL)")
                .update();
        write(route, item(1L, "a", "x", "b", "x", "c", "x", "n", 0L), item(1L, "a", "y", "n", 9L));
        assertThat(rows("SELECT a, b, c, n FROM " + route.table())).containsExactly("(mine,x,\"x  \",0)");
    }

    @Test
    void resultsOfOneKeyTakeEffectInTheirOrderAlsoWhereOnlyTheDatabaseFindsThemEqual() throws Exception {
        Route route = route(table("n numeric UNIQUE, v text"), UPSERT, List.of("n"), "n", "n", "v", "v");
        List<Item> items = List.of(
                item(null, "n", "1", "v", "1st"),
                item(null, "n", "2", "v", "other"),
                item(null, "n", "1.0", "v", "2nd"),
                item(null, "n", "1.00", "v", "3rd"));
        assertThat(write(route, items)).containsOnly(new Written());
        assertThat(rows("SELECT n::int, v FROM " + route.table() + " ORDER BY 1"))
                .containsExactly("(1,3rd)", "(2,other)");
    }

    @Test
    void aKeyDoesNotDependOnTheOrderInWhichAStepNamesItsColumns() throws Exception {
        String table = table("a text, b text, UNIQUE (a, b)");
        // It says no more than the other one, though it names a column twice.
        their.sql("CREATE UNIQUE INDEX ON " + table + " (a, b, a)").update();
        try (Target one = targets.open(workspace, route(table, UPSERT, List.of("a", "b"), "a", "a", "b", "b"));
                Target other = targets.open(workspace, route(table, UPSERT, List.of("b", "a"), "b", "b", "a", "a"))) {
            Item item = item(null, "a", "x", "b", "y");
            assertThat(one.key(item)).isEqualTo(other.key(item));
            assertThat(one.write(List.of(item), () -> true)).containsExactly(new Written());
        }
    }

    @Test
    void aKeyIsTheSameForResultsThatFindTheSameRow() throws Exception {
        Route upsert = route(table("n numeric UNIQUE, v text"), UPSERT, List.of("n"), "n", "n", "v", "v");
        Route insert = route(table("weir_key text UNIQUE, v text"), INSERT, List.of(), "v", "v");
        try (Target one = targets.open(workspace, upsert);
                Target other = targets.open(workspace, insert)) {
            Item whole = item(1L, "n", 1L, "v", "a");
            Item fraction = item(2L, "n", new BigDecimal("1.0"), "v", "b");
            Item next = item(1L, "n", 2L, "v", "a");
            assertThat(one.key(whole)).isEqualTo(one.key(fraction)).isNotEqualTo(one.key(next));
            assertThat(other.key(whole)).isEqualTo(other.key(whole)).isNotEqualTo(other.key(fraction));
        }
    }

    @Test
    void columnsOfAnyTypeGetTheValueAsItIs() throws Exception {
        Route route = route(
                table("weir_key text UNIQUE, t text, v varchar, j json, b jsonb, a text[], i int[], n numeric, d date,"
                        + " z timestamptz, u uuid, bool boolean"),
                INSERT,
                List.of(),
                Stream.of("t", "v", "j", "b", "a", "i", "n", "d", "z", "u", "bool")
                        .flatMap(name -> Stream.of(name, name))
                        .toArray(String[]::new));
        String large = "€".repeat(1_000_000);
        write(
                route,
                item(1L, "t", Map.of("a", 1L), "v", List.of("x", "y"), "j", "just text", "b", "{a}", "a", "{x,y}"),
                item(
                        2L,
                        "t",
                        new BigDecimal("1.10"),
                        "n",
                        new BigDecimal("123456789012345678901234567890.100"),
                        "i",
                        List.of(1L, 2L),
                        "d",
                        "2026-07-28",
                        "z",
                        "2026-07-28",
                        "u",
                        "6F9619FF-8B86-D011-B42D-00CF4FC964FF",
                        "bool",
                        true),
                item(3L, "t", large, "n", new BigDecimal("3.1E+7"), "j", Arrays.asList(1L, null, "x")));
        assertThat(rows("SELECT t, v, j, b, a FROM " + route.table() + " WHERE t LIKE '{%'"))
                .containsExactly(
                        "(\"{\"\"a\"\":1}\",\"[\"\"x\"\",\"\"y\"\"]\",\"\"\"just text\"\"\",\"\"\"{a}\"\"\",\"{\"\"{x,y}\"\"}\")");
        assertThat(rows("SELECT t, n, i, d, z AT TIME ZONE 'UTC', u, bool FROM " + route.table() + " WHERE bool"))
                .containsExactly(
                        "(1.10,123456789012345678901234567890.100,\"{1,2}\",2026-07-28,\"2026-07-28 00:00:00\","
                                + "6f9619ff-8b86-d011-b42d-00cf4fc964ff,t)");
        assertThat(rows("SELECT length(t), n, j FROM " + route.table() + " WHERE length(t) > 100"))
                .containsExactly("(1000000,31000000,\"[1,null,\"\"x\"\"]\")");
    }

    @Test
    void typesAndNamesOfTheUsersOwnAreWrittenToAndLimitsOfTypesAreNotBentTo() throws Exception {
        for (String sql : List.of(
                "CREATE SCHEMA \"Mixed\"",
                "CREATE TYPE \"Mixed\".\"Mood\" AS ENUM ('glad', 'sad')",
                "CREATE DOMAIN \"Mixed\".short AS varchar(3) CHECK (value <> 'no')",
                "CREATE TABLE \"Mixed\".\"Table\" (day date NOT NULL DEFAULT '2026-01-01', company_id numeric, \"Mood\""
                        + " \"Mixed\".\"Mood\", moods \"Mixed\".\"Mood\"[], d \"Mixed\".short, v varchar(3), n numeric(5, 2),"
                        + " PRIMARY KEY (company_id, day)) PARTITION BY RANGE (day)",
                "CREATE TABLE \"Mixed\".part PARTITION OF \"Mixed\".\"Table\" FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                "GRANT USAGE ON SCHEMA \"Mixed\" TO " + user,
                "GRANT ALL ON ALL TABLES IN SCHEMA \"Mixed\" TO " + user)) {
            their.sql(sql).update();
        }
        Route route = route(
                "Mixed.Table",
                UPSERT,
                List.of("day", "company_id"),
                "day",
                "day",
                "mood",
                "Mood",
                "moods",
                "moods",
                "d",
                "d",
                "v",
                "v",
                "n",
                "n");
        assertThat(wrong(route)).isEmpty();
        List<Target.Outcome> outcomes = write(
                route,
                item(
                        1L,
                        "day",
                        "2026-05-01",
                        "mood",
                        "glad",
                        "moods",
                        List.of("sad"),
                        "d",
                        "yes",
                        "v",
                        "abc",
                        "n",
                        "1.5"),
                item(2L, "day", "2026-05-01", "v", "abcd"),
                item(3L, "day", "2026-05-01", "d", "abcd"),
                item(4L, "day", "2026-05-01", "d", "no"),
                item(5L, "day", "2026-05-01", "mood", "angry"),
                item(6L, "day", "2026-05-01", "n", 1000L),
                item(7L, "day", "2028-05-01", "v", "x"),
                item(8L, "v", "x"));
        assertThat(rows("SELECT * FROM \"Mixed\".\"Table\"")).containsExactly("(2026-05-01,1,glad,{sad},yes,abc,1.50)");
        assertThat(outcomes.stream().skip(1).map(TargetTablesTest::refusal))
                .satisfiesExactly(
                        why -> assertThat(why).contains("\"v\" (character varying(3))", "22001"),
                        why -> assertThat(why).contains("\"d\" (\"Mixed\".short)", "22001"),
                        why -> assertThat(why).contains("23514"),
                        why -> assertThat(why).contains("\"Mood\"", "22P02"),
                        why -> assertThat(why).contains("\"n\"", "22003"),
                        why -> assertThat(why).contains("23514"),
                        why -> assertThat(why).contains("no value for key column \"day\""));
    }

    @Test
    void manyLongTextsGetThereInParts() throws Exception {
        Route route = route(table("weir_key text UNIQUE, t text"), INSERT, List.of(), "t", "t");
        List<Item> items = IntStream.range(0, 12)
                .mapToObj(i -> item(null, "t", "x".repeat(1_000_000)))
                .toList();
        assertThat(write(route, items)).containsOnly(new Written());
        assertThat(rows("SELECT count(*), sum(length(t)) FROM " + route.table()))
                .containsExactly("(12,12000000)");
    }

    // ------------------------------------------------------------------------------------------ what is refused alone

    @Test
    void aTableRefusesTheResultsItCannotTakeAndTakesTheOthers() throws Exception {
        Route route = route(
                table(
                        "weir_key text UNIQUE, n int, e text CONSTRAINT looks_right CHECK (e LIKE '%@%'), once text UNIQUE,"
                                + " CONSTRAINT later UNIQUE (n) DEFERRABLE INITIALLY DEFERRED"),
                INSERT,
                List.of(),
                "f.n",
                "n",
                "f.e",
                "e",
                "f.once",
                "once");
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            items.add(item(null, "f.n", (long) i, "f.e", "a@b", "f.once", "o" + i));
        }
        items.set(17, item(null, "f.n", SECRET));
        items.set(18, item(null, "f.e", SECRET));
        items.set(200, item(null, "f.once", "o3", "f.e", SECRET + "@b"));
        items.set(201, item(null, "f.e", "a\0" + SECRET));
        items.set(202, item(null, "f.e", "\ud83d@" + SECRET));
        items.set(203, item(null, "f.n", 4L));
        items.set(299, item(null, "f.n", new BigDecimal("99999999999999999999")));
        List<Target.Outcome> outcomes = write(route, items);

        assertThat(refusal(outcomes.get(17)))
                .isEqualTo("Column \"n\" (integer) cannot take the value of field f.n (22P02).");
        assertThat(refusal(outcomes.get(18))).contains("\"looks_right\"", "23514");
        assertThat(refusal(outcomes.get(200))).contains("_once_key\"", "23505");
        assertThat(refusal(outcomes.get(201))).contains("f.e", "NUL");
        assertThat(refusal(outcomes.get(202))).contains("f.e", "surrogate");
        assertThat(refusal(outcomes.get(203))).contains("\"later\"", "23505");
        assertThat(refusal(outcomes.get(299))).contains("\"n\"", "22003");
        assertThat(outcomes.stream().filter(Written.class::isInstance)).hasSize(293);
        assertThat(outcomes.toString()).doesNotContain(SECRET);
        assertThat(rows("SELECT count(*) FROM " + route.table())).containsExactly("(293)");
    }

    @Test
    void aResultWithoutTheKeyIsRefusedSinceItWouldBeAddedEachTime() throws Exception {
        Route route = route(
                table("company_id bigint UNIQUE, who text DEFAULT 'x' UNIQUE, v text, UNIQUE (company_id, who)"),
                UPSERT,
                List.of("company_id", "who"),
                "f.who",
                "who",
                "v",
                "v");
        List<Target.Outcome> outcomes =
                write(route, item(null, "f.who", "w", "v", "1"), item(5L, "v", "2"), item(6L, "f.who", "w", "v", "3"));
        assertThat(refusal(outcomes.get(0))).contains("company_id", "no company");
        assertThat(refusal(outcomes.get(1))).contains("\"who\"", "f.who");
        assertThat(outcomes.get(2)).isEqualTo(new Written());
    }

    @Test
    void aTriggersRefusalIsOfItsRowAndItsWordsStayThere() throws Exception {
        Route route = route(table("weir_key text UNIQUE, v text"), INSERT, List.of(), "v", "v");
        their.sql("""
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF NEW.v = 'bad' THEN RAISE EXCEPTION 'not %', NEW.v USING CONSTRAINT = NEW.v; END IF;
                    RETURN NEW;
                END $$
                """).update();
        their.sql("CREATE TRIGGER r BEFORE INSERT ON " + route.table() + " FOR EACH ROW EXECUTE FUNCTION refuse()")
                .update();
        List<Target.Outcome> outcomes = write(route, item(1L, "v", "good"), item(1L, "v", "bad"));
        assertThat(outcomes.get(0)).isEqualTo(new Written());
        assertThat(refusal(outcomes.get(1))).isEqualTo("A trigger of the table refuses the row (P0001).");
    }

    // ------------------------------------------------------------------------------------------ hostile names and
    // values

    private static List<String> hostile() throws Exception {
        List<String> strings = new ArrayList<>(List.of(JsonMapper.shared()
                .readValue(
                        Files.readString(Path.of("../lists/src/test/resources/naughty/blns.json")), String[].class)));
        strings.addAll(List.of(
                "'; DROP TABLE victim; --",
                "\"; DROP TABLE victim; --",
                "v\"; DELETE FROM victim; --",
                "v\" text); DROP TABLE victim; --",
                "') ON CONFLICT DO NOTHING; DROP TABLE victim; --",
                "1; SELECT pg_sleep(60)",
                "$1",
                "?",
                "\\'; DROP TABLE victim; --",
                "$$; DROP TABLE victim; $$",
                "E'\\x27'",
                "pg_catalog.pg_authid",
                "victim, secret",
                "victim\u0000",
                "ｖictim",
                "victim ",
                " victim",
                "VICTIM",
                "v".repeat(64)));
        return strings;
    }

    @Test
    void noHostileNameOfATableOrColumnGetsIntoAStatement() throws Exception {
        their.sql("CREATE TABLE victim (weir_key text UNIQUE, v text)").update();
        their.sql("INSERT INTO victim VALUES ('there', 'untouched')").update();
        Route good = route("victim", UPSERT, List.of("v"), "f", "v");
        // What is a name like any other is looked for, and not found; of those some are enough.
        List<String> plain = hostile().stream().filter(TableNames::isTaken).toList();
        assertThat(plain).hasSizeGreaterThan(10);
        List<String> names = new ArrayList<>(hostile());
        names.removeAll(plain.subList(5, plain.size()));
        for (String name : names) {
            if (name.isEmpty()) {
                continue;
            }
            for (Route route : List.of(
                    route(name, UPSERT, List.of("v"), "f", "v"),
                    route("victim", UPSERT, List.of("v"), "f", "v", "g", name),
                    route("victim", UPSERT, List.of(name), "f", "v"),
                    new Route(Route.Db.HQ, name, good.mappings(), UPSERT, good.keys()))) {
                assertThat(wrong(route)).as(name).isNotEmpty();
                assertThatThrownBy(() -> targets.open(workspace, route))
                        .as(name)
                        .isInstanceOf(Unavailable.class)
                        .extracting(e -> ((Unavailable) e).isConfiguration())
                        .isEqualTo(true);
            }
        }
        assertThat(rows("SELECT * FROM victim")).containsExactly("(there,untouched)");
    }

    @Test
    void hostileValuesAreKeptAsTheyAreOrRefused() throws Exception {
        Route route = route(
                table("weir_key text UNIQUE, \"Select\" text, \"table\" jsonb"),
                INSERT,
                List.of(),
                "'; --",
                "Select",
                "j",
                "table");
        List<String> strings = hostile();
        List<Item> items = strings.stream()
                .map(text -> item(null, "'; --", text, "j", Map.of(text, List.of(text))))
                .toList();
        List<Target.Outcome> outcomes = write(route, items);
        for (int i = 0; i < items.size(); i++) {
            String text = strings.get(i);
            if (outcomes.get(i) instanceof Refused) {
                assertThat(text).contains("\0");
                continue;
            }
            assertThat(their.sql("SELECT \"Select\" FROM " + route.table() + " WHERE weir_key = ?")
                            .param(items.get(i).weirKey())
                            .query(String.class)
                            .single())
                    .isEqualTo(text);
            assertThat(their.sql("SELECT \"table\" -> ? ->> 0 FROM " + route.table() + " WHERE weir_key = ?")
                            .param(text)
                            .param(items.get(i).weirKey())
                            .query(String.class)
                            .single())
                    .isEqualTo(text);
        }
        assertThat(outcomes.stream().filter(Written.class::isInstance)).hasSizeGreaterThan(500);
    }

    // ------------------------------------------------------------------------------------------ what is checked before

    @Test
    void whatIsWrongWithADestinationIsSaidWithItsPlace() {
        String table = table("weir_key text, a text, made text GENERATED ALWAYS AS (a || '!') STORED, id int GENERATED"
                + " ALWAYS AS IDENTITY, raw bytea, must text NOT NULL, company_id uuid, \"Name\" text");
        their.sql("CREATE UNIQUE INDEX ON " + table + " (weir_key) WHERE a IS NOT NULL")
                .update();
        their.sql("CREATE UNIQUE INDEX ON " + table + " (a, must)").update();

        assertThat(wrong(route(
                        table, INSERT, List.of(), "f", "made", "g", "id", "h", "raw", "i/~", "nosuch", "n", "name")))
                .extracting(Problem.At::pointer)
                .containsExactlyInAnyOrder(
                        "/destination/fieldMappings/f",
                        "/destination/fieldMappings/g",
                        "/destination/fieldMappings/h",
                        "/destination/fieldMappings/i~1~0",
                        "/destination/fieldMappings/n",
                        "/destination/tableName",
                        "/destination/mode",
                        "/destination/fieldMappings");
        assertThat(wrong(route(table, INSERT, List.of(), "n", "name")))
                .extracting(Problem.At::detail)
                .anyMatch(detail -> detail.endsWith("has no column name; it has Name."))
                .anyMatch(detail -> detail.contains("company_id is uuid"))
                .anyMatch(detail -> detail.contains("must must not be null"))
                .anyMatch(detail -> detail.contains("unique index on it alone"));
        assertThat(wrong(route(table, UPSERT, List.of("a"), "f", "a", "m", "must")))
                .extracting(Problem.At::detail)
                .anyMatch(detail -> detail.contains("CREATE UNIQUE INDEX ON \"public\".\"" + table + "\" (\"a\")"));
        assertThat(wrong(route(table, UPSERT, List.of("a", "a", "must"), "f", "a", "g", "a", "h", "weir_key")))
                .extracting(Problem.At::pointer)
                .containsExactlyInAnyOrder(
                        "/destination/fieldMappings/g",
                        "/destination/fieldMappings/h",
                        "/destination/keys/1",
                        "/destination/keys/2");
        assertThat(wrong(route(table, INSERT, List.of("a"))))
                .extracting(Problem.At::pointer)
                .containsExactly("/destination/fieldMappings", "/destination/keys");
        assertThat(wrong(route(table, UPSERT, List.of(), "f", "a")))
                .extracting(Problem.At::pointer)
                .containsExactly("/destination/keys");
        assertThat(wrong(route("nosuch", INSERT, List.of(), "f", "a")))
                .extracting(Problem.At::detail)
                .singleElement()
                .asString()
                .contains("no table public.nosuch", "create-table");
    }

    @Test
    void rightsThatAreMissingAreSaidBeforeAnythingIsTried() {
        String table = table("weir_key text UNIQUE, k text UNIQUE, a text");
        their.sql("REVOKE ALL ON " + table + " FROM " + user).update();
        their.sql("GRANT INSERT, SELECT (k) ON " + table + " TO " + user).update();
        assertThat(wrong(route(table, INSERT, List.of(), "f", "a")))
                .extracting(Problem.At::detail)
                .containsExactly(
                        "The database's user lacks SELECT on the table or on columns that are written; grant it.");
        assertThat(wrong(route(table, UPSERT, List.of("k"), "f", "a", "k", "k")))
                .extracting(Problem.At::detail)
                .containsExactly(
                        "The database's user lacks SELECT, UPDATE on the table or on columns that are written; grant it.");
    }

    @Test
    void resultsGoToTablesAndToNothingThatLooksLikeOne() {
        their.sql("CREATE VIEW a_view AS SELECT 'x'::text AS a").update();
        String ruled = table("weir_key text UNIQUE, a text");
        their.sql("CREATE RULE r AS ON INSERT TO " + ruled + " DO INSTEAD NOTHING")
                .update();
        assertThat(wrong(route("a_view", INSERT, List.of(), "f", "a")))
                .singleElement()
                .extracting(Problem.At::detail)
                .asString()
                .contains("is no table");
        assertThat(wrong(route(ruled, INSERT, List.of(), "f", "a")))
                .singleElement()
                .extracting(Problem.At::detail)
                .asString()
                .contains("has rules");
        assertThat(wrong(route("pg_catalog.pg_class", INSERT, List.of(), "f", "a")))
                .hasSize(1);
    }

    @Test
    void noWayLeadsFromAWorkspacesSchemaToTablesOfWeirsOrOfAnotherWorkspace() {
        String schema = HqSchema.name(workspace);
        for (String sql : List.of(
                "CREATE VIEW " + schema + ".jobs AS SELECT * FROM weir.job",
                "CREATE TABLE " + schema + ".child () INHERITS (weir.companies)",
                "CREATE TABLE " + schema + ".whole (weir_key text, a text) PARTITION BY LIST (a)",
                "CREATE TABLE weir.part PARTITION OF " + schema + ".whole DEFAULT")) {
            weir.ownerJdbc().sql(sql).update();
        }
        try {
            for (String table : List.of("weir.job", "job", "jobs", "child", "whole", "hq_1.x", "\"weir\".\"job\"")) {
                assertThat(wrong(new Route(Route.Db.HQ, table, Map.of("f", "a"), INSERT, List.of())))
                        .as(table)
                        .singleElement()
                        .extracting(Problem.At::pointer)
                        .isEqualTo("/destination/tableName");
            }
        } finally {
            weir.ownerJdbc()
                    .sql("DROP TABLE " + schema + ".child, " + schema + ".whole")
                    .update();
        }
    }

    // ------------------------------------------------------------------------------------------ who writes, and who no
    // more

    @Test
    void whoHasLostTheTableWritesNothing() throws Exception {
        Route route = route(table("weir_key text UNIQUE, v text"), INSERT, List.of(), "v", "v");
        try (Target target = targets.open(workspace, route)) {
            assertThatThrownBy(() -> target.write(List.of(item(1L, "v", "x")), () -> false))
                    .isInstanceOf(Unavailable.class);
            assertThat(rows("SELECT * FROM " + route.table())).isEmpty();
            assertThatThrownBy(() -> target.write(List.of(item(1L, "v", "x")), () -> {
                        throw new IllegalStateException("nobody knows");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(target.write(List.of(item(1L, "v", "x")), () -> true)).containsExactly(new Written());
        }
    }

    @Test
    void aWriterThatStandsStillLosesItsTurnAndChangesNothing() throws Exception {
        Route route = route(table("weir_key text UNIQUE, v text"), INSERT, List.of(), "v", "v");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<List<Target.Outcome>> first = new CompletableFuture<>();
        try (Target stopped = targets(SHORT).open(workspace, route);
                Target next = targets(SHORT).open(workspace, route)) {
            Thread.ofPlatform().start(() -> {
                try {
                    first.complete(stopped.write(List.of(item(1L, "v", "of the stopped one")), () -> {
                        inside.countDown();
                        awaitQuietly(goOn);
                        return true;
                    }));
                } catch (Unavailable | RuntimeException failed) {
                    first.completeExceptionally(failed);
                }
            });
            inside.await();
            assertThat(next.write(List.of(item(2L, "v", "of the next")), () -> true))
                    .containsExactly(new Written());
            goOn.countDown();
            assertThat(catchThrowableOfType(ExecutionException.class, first::get))
                    .hasCauseInstanceOf(Unavailable.class);
        }
        assertThat(rows("SELECT v FROM " + route.table())).containsExactly("(\"of the next\")");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aTableThatIsLockedOrGoneOrADatabaseThatHangsUpIsUnavailable() throws Exception {
        Route route = route(table("weir_key text UNIQUE, v text"), INSERT, List.of(), "v", "v");
        Limits impatient = new Limits(
                SHORT.connect(),
                SHORT.statement(),
                Duration.ofMillis(100),
                SHORT.idle(),
                SHORT.transaction(),
                SHORT.whole());
        try (Target target = targets(impatient).open(workspace, route);
                var other = theirs.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE " + route.table());
            assertUnavailable(target, "locked", false);
            other.rollback();
            their.sql("ALTER TABLE " + route.table() + " RENAME v TO w").update();
            assertUnavailable(target, "42703", true);
            their.sql("ALTER TABLE " + route.table() + " RENAME w TO v").update();
            their.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ?")
                    .param(user)
                    .query(Boolean.class)
                    .list();
            assertUnavailable(target, "", false);
        }
        assertThat(rows("SELECT * FROM " + route.table())).isEmpty();
    }

    private void assertUnavailable(Target target, String why, boolean configuration) {
        assertThatThrownBy(() -> target.write(List.of(item(1L, "v", SECRET)), () -> true))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining(SECRET)
                .extracting(e -> ((Unavailable) e).isConfiguration())
                .isEqualTo(configuration);
    }

    @Test
    void aConnectionIsKeptForAMomentAndOneThatHasEndedIsNoTrouble() throws Exception {
        Route route = route(
                table("weir_key text UNIQUE, v text, pid int DEFAULT pg_backend_pid()"), INSERT, List.of(), "v", "v");
        write(route, item(1L, "v", "1"));
        write(route, item(1L, "v", "2"));
        assertThat(rows("SELECT count(DISTINCT pid) FROM " + route.table())).containsExactly("(1)");
        their.sql("SELECT pg_terminate_backend(pid) FROM " + route.table() + " LIMIT 1")
                .query(Boolean.class)
                .list();
        assertThat(write(route, item(1L, "v", "3"))).containsExactly(new Written());
        assertThat(rows("SELECT count(DISTINCT pid) FROM " + route.table())).containsExactly("(2)");
        TargetTables ended = targets(Limits.DEFAULT);
        try (Target target = ended.open(workspace, route)) {
            ended.close();
            assertThat(target.write(List.of(item(1L, "v", "0")), () -> true)).containsExactly(new Written());
        }
        // A server notices in its own time that its client has gone.
        String there = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = (SELECT pid FROM " + route.table()
                + " WHERE v = '0')), pg_sleep(0.01)";
        for (int looks = 0; rows(there).getFirst().startsWith("(t"); looks++) {
            assertThat(looks).isLessThan(1_000);
        }
        // What has failed without harm to the connection is as good as new; several at once are several.
        try (Target one = targets.open(workspace, route);
                Target other = targets.open(workspace, route)) {
            assertThatThrownBy(() -> one.write(List.of(item(1L, "v", "x")), () -> false))
                    .isInstanceOf(Unavailable.class);
            assertThat(other.write(List.of(item(1L, "v", "4")), () -> true)).containsExactly(new Written());
        }
        assertThat(write(route, item(1L, "v", "5"))).containsExactly(new Written());
        assertThat(rows("SELECT string_agg(v, '' ORDER BY v), count(DISTINCT pid) FROM " + route.table()))
                .containsExactly("(012345,4)");
    }

    @Test
    void aDatabaseThatNeverEndsItsAnswerIsHungUpOn() throws Exception {
        Route route = route(table("weir_key text UNIQUE, v text"), INSERT, List.of(), "v", "v");
        their.sql("""
                CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_sleep(60);
                    RETURN NEW;
                END $$
                """).update();
        their.sql("CREATE TRIGGER d BEFORE INSERT ON " + route.table() + " FOR EACH ROW EXECUTE FUNCTION dawdle()")
                .update();
        Limits hasty = new Limits(
                SHORT.connect(),
                Duration.ofMillis(300),
                SHORT.lock(),
                SHORT.idle(),
                SHORT.transaction(),
                SHORT.whole());
        Limits hastier = new Limits(
                SHORT.connect(),
                SHORT.statement(),
                SHORT.lock(),
                SHORT.idle(),
                SHORT.transaction(),
                Duration.ofMillis(300));
        try (Target timed = targets(hasty).open(workspace, route)) {
            assertUnavailable(timed, "57014", false);
        }
        try (Target abandoned = targets(hastier).open(workspace, route)) {
            assertUnavailable(abandoned, "", false);
        }
        assertThat(rows("SELECT * FROM " + route.table())).isEmpty();
    }

    // ------------------------------------------------------------------------------------------ what is to be
    // forgotten

    private void step(String name, String db, String table, String mappings, String mode, String keys) {
        weir.ownerJdbc()
                .sql("""
                INSERT INTO weir.enrichment_registry
                    (workspace_id, workflow_id, version, workflow_slug, title, kind, fields, destination_db,
                     destination_table_name, destination_field_mappings, destination_write_mode, destination_key_columns,
                     created_by)
                VALUES (?, gen_random_uuid(), 1, ?, '', 'lookup', '{company.name}', ?, ?, ?::json, ?, ?::text[], 'a test')
                """)
                .params(workspace, name, db, table, mappings, mode, keys)
                .update();
    }

    @Test
    void whatWasWrittenOfSomebodyIsEmptiedWhereverStepsWriteAndNothingElseIs() throws Exception {
        String people =
                table("weir_key text, email varchar(50) NOT NULL UNIQUE, phones text[], n int NOT NULL DEFAULT 0,"
                        + " mine text, company_domain text, company_id bigint");
        Route route = route(people, UPSERT, List.of("email"), "e", "email", "p", "phones", "n", "n");
        weir.ownerJdbc()
                .sql("CREATE TABLE " + HqSchema.name(workspace) + ".firms (weir_key text UNIQUE, name text)")
                .update();
        Route firms = new Route(Route.Db.HQ, "firms", Map.of("company.name", "name"), INSERT, List.of());
        step("people", "workspace", people, "{\"e\": \"email\", \"p\": \"phones\", \"n\": \"n\"}", "upsert", "{email}");
        step("firms", "hq", "firms", "{\"company.name\": \"name\"}", "insert", "{}");
        step("gone", "hq", "nosuch", "{\"company.name\": \"name\"}", "insert", "{}");
        weir.ownerJdbc()
                .sql(
                        "INSERT INTO weir.destination (workspace_id, db, table_name, written) VALUES (?, 'hq', 'before', 1)")
                .param(workspace)
                .update();
        Item ann = item(1L, "e", "Ann@acme.example", "p", List.of("+1"), "n", 3L);
        Item bob = item(1L, "e", "bob@acme.example", "p", List.of("+2"), "n", 4L);
        Item firm = item(1L, "company.name", "Ann's own");
        write(route, ann, bob);
        write(firms, firm, item(2L, "company.name", "another"));
        their.sql("UPDATE " + people + " SET mine = 'kept'").update();

        DestinationErasure erasure = new DestinationErasure(
                weir.jdbc(), weir.transactions(), new Registry(weir.jdbc(), new Catalog(List.of())), targets);
        List<DestinationErasure.Emptied> first =
                erasure.erase(workspace, List.of(firm.weirKey()), List.of("ann@acme.example", "'; --"));
        assertThat(first)
                .extracting(DestinationErasure.Emptied::table, DestinationErasure.Emptied::rows)
                .containsExactlyInAnyOrder(
                        tuple("workspace." + people, 1L),
                        tuple("hq.firms", 1L),
                        tuple("hq.nosuch", 0L),
                        tuple("hq.before", 0L));
        assertThat(first)
                .filteredOn(one -> one.trouble() != null)
                .extracting(DestinationErasure.Emptied::trouble)
                .satisfiesExactlyInAnyOrder(
                        trouble -> assertThat(trouble).contains("keeps its value: n"),
                        trouble -> assertThat(trouble).contains("no table"),
                        trouble -> assertThat(trouble).contains("went there before"));
        assertThat(rows("SELECT left(email, 7), phones, mine, company_domain, company_id FROM " + people
                        + " ORDER BY 1"))
                .containsExactly("(bob@acm,{+2},kept,c1.example,1)", "(erased-,,kept,,1)");
        assertThat(weir.ownerJdbc()
                        .sql("SELECT name FROM " + HqSchema.name(workspace) + ".firms WHERE name IS NOT NULL")
                        .query((row, _) -> row.getString(1))
                        .list())
                .containsExactly("another");
        assertThat(erasure.erase(workspace, List.of(firm.weirKey()), List.of("ann@acme.example")))
                .extracting(DestinationErasure.Emptied::rows)
                .containsOnly(0L);
    }

    @Test
    void aWorkspaceWithoutADatabaseIsToldSo() throws SQLException {
        long other = new Workspaces(weir.jdbc()).ensure("other", false, false).id();
        Route route = route("t", INSERT, List.of(), "v", "v");
        assertThatThrownBy(() -> targets.open(other, route)).hasMessageContaining("connected no database");
        assertThatThrownBy(() -> targets.check(other, route))
                .isInstanceOf(Problem.class)
                .extracting(e -> ((Problem) e).code())
                .isEqualTo("destination_unreachable");
        assertThat(targets.check(other, new Route(Route.Db.HQ, "t", route.mappings(), INSERT, List.of())))
                .singleElement()
                .extracting(Problem.At::detail)
                .asString()
                .contains("no schema hq_" + other);
    }
}
