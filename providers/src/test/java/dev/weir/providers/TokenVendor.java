package dev.weir.providers;

import dev.weir.provider.Call;
import dev.weir.provider.Exchange;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A vendor whose secret is called {@code token}. */
final class TokenVendor implements Exchange {

    private final Sent answer;
    private @Nullable Call last;

    TokenVendor() {
        this(ScriptedVendor.json(404, "{}"));
    }

    TokenVendor(Sent answer) {
        this.answer = answer;
    }

    Call last() {
        return java.util.Objects.requireNonNull(last);
    }

    @Override
    public URI base() {
        return URI.create("https://vendor.example");
    }

    @Override
    public String secret(String name) {
        if (!name.equals("token")) {
            throw new IllegalArgumentException("not declared: " + name);
        }
        return "token-1";
    }

    @Override
    public Sent send(Call call) {
        last = call;
        return answer;
    }
}
