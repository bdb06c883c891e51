package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Walks through docs/guides/add-a-provider.md: its YAML, its answer and its commands, against a server in Acme's place. */
class AddAProviderGuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "guides", "add-a-provider.md");
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
    private static final String KEY = "acme-canary-17";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private CommandLineHome home;
    private HttpServer acme;
    private String guide;

    @BeforeEach
    void open() throws IOException {
        guide = Files.readString(GUIDE);
        home = CommandLineHome.fresh();
        acme = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        acme.createContext("/v1/companies", this::answer);
        acme.start();
        Files.createDirectories(home.file("my-providers"));
        home.write("my-providers/acme.yaml", block("yaml").replace("https://api.acme.example", address()));
        home.with("WEIR_ACME_API_KEY", KEY)
                .with("WEIR_ALLOW_ADDRESSES", address().substring("http://".length()));
    }

    @AfterEach
    void close() throws IOException {
        acme.stop(0);
        home.close();
    }

    private String address() {
        return "http://127.0.0.1:" + acme.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        boolean known = "domain=example.com".equals(exchange.getRequestURI().getQuery());
        byte[] body = (known ? block("json") : "{\"error\":{\"message\":\"no such company\"}}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(known ? 200 : 404, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String block(String language) {
        return blocks(language).getFirst();
    }

    private List<String> blocks(String language) {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(guide);
        while (matcher.find()) {
            if (matcher.group(1).equals(language)) {
                blocks.add(matcher.group(2).strip());
            }
        }
        assertThat(blocks).as("blocks of %s in the guide", language).isNotEmpty();
        return blocks;
    }

    /** The command of that step, with the reader's folder and list in their places. */
    private CommandLineHome.Ended step(int step) {
        String[] words = blocks("sh").get(step).split(" ");
        assertThat(words[0]).isEqualTo("./weir");
        List<String> arguments = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            boolean file = words[i].startsWith("my-providers") || words[i].equals("leads.csv");
            arguments.add(file ? home.file(words[i]).toString() : words[i]);
        }
        return home.run(arguments.toArray(String[]::new));
    }

    @Test
    void theFileIsGood() {
        assertThat(step(0).orThrow().out()).contains("is good", "acme.company gives company.name, company.industry");
        assertThat(asked).isEmpty();
    }

    @Test
    void oneCallIsMadeAndExplainedWithoutItsKey() {
        String shown = step(1).orThrow().out();
        assertThat(asked).containsExactly("/v1/companies?domain=example.com Bearer " + KEY);
        assertThat(shown)
                .contains("GET " + address() + "/v1/companies?domain=example.com", "authorization: Bearer ***")
                .contains("HTTP 200", "company.industry", "Road freight", "not in the answer: company.website")
                .contains("found: 3 of 4 fields", "0.5 credit, as the answer says", "1 credit in a job")
                .doesNotContain(KEY);
    }

    @Test
    void aMissIsExplainedToo() {
        String shown = home.run(
                        "provider",
                        "try",
                        "acme",
                        "--input",
                        "company.domain=nowhere.example",
                        "--providers",
                        home.file("my-providers").toString(),
                        "--body")
                .orThrow()
                .out();
        assertThat(shown).contains("HTTP 404", "no such company", "not found: the next provider would be asked");
    }

    @Test
    void aListIsEnrichedWithIt() throws IOException {
        home.write("leads.csv", "Domain\nexample.com\nnowhere.example\n");
        step(2).orThrow();
        assertThat(Files.readAllLines(home.file("leads.enriched.csv")))
                .containsExactly("Domain,company.industry", "example.com,Road freight", "nowhere.example,");
        assertThat(asked).hasSize(2);
        assertThat(home.run("verify").orThrow().out()).contains("Everything fits");
    }

    @Test
    void anAddressThatIsNotPublicIsRefusedUnlessItIsAllowed() {
        String shown = home.with("WEIR_ALLOW_ADDRESSES", "")
                .run(
                        "provider",
                        "try",
                        "acme",
                        "--input",
                        "company.domain=example.com",
                        "--providers",
                        home.file("my-providers").toString())
                .orThrow()
                .out();
        assertThat(shown).contains("nothing left this machine", "nothing was charged");
        assertThat(asked).isEmpty();
    }
}
