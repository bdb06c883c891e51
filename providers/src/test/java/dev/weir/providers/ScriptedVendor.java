package dev.weir.providers;

import dev.weir.provider.Call;
import dev.weir.provider.Exchange;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A vendor that gives one answer and remembers what it was asked. */
final class ScriptedVendor implements Exchange {

    static final String SECRET = "CANARY-4f1d";

    private final Sent answer;
    private final List<Call> calls = new ArrayList<>();

    private ScriptedVendor(Sent answer) {
        this.answer = answer;
    }

    static ScriptedVendor says(Sent answer) {
        return new ScriptedVendor(answer);
    }

    static ScriptedVendor says(int status, String body) {
        return says(json(status, body));
    }

    static Answered json(int status, String body) {
        return answer(status, Map.of("content-type", "application/json"), body);
    }

    static Answered answer(int status, Map<String, String> headers, String body) {
        return new Answered(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    List<Call> calls() {
        return calls;
    }

    Call call() {
        return calls.getFirst();
    }

    @Override
    public URI base() {
        return URI.create("https://vendor.example");
    }

    @Override
    public String secret(String name) {
        if (name.equals("header_name")) {
            return "X-Own-Header";
        }
        if (!List.of("api_key", "token", "header_value", "table_token", "callback_secret")
                .contains(name)) {
            throw new IllegalArgumentException("not declared: " + name);
        }
        return SECRET;
    }

    @Override
    public Sent send(Call call) {
        calls.add(call);
        return answer;
    }
}
