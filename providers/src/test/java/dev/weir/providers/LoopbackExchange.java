package dev.weir.providers;

import dev.weir.provider.Call;
import dev.weir.provider.Exchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Sends over real HTTP, without any of the guards of the server's own door. */
final class LoopbackExchange implements Exchange {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI base;

    LoopbackExchange(URI base) {
        this.base = base;
    }

    @Override
    public URI base() {
        return base;
    }

    @Override
    public String secret(String name) {
        return "sandbox-key";
    }

    @Override
    public Sent send(Call call) {
        byte[] body = call.body();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(call.base(base) + call.target()))
                .timeout(Duration.ofSeconds(20))
                .method(
                        call.method(),
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        call.headers().forEach(request::header);
        if (call.contentType() != null) {
            request.header("content-type", call.contentType());
        }
        try {
            HttpResponse<byte[]> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            Map<String, String> headers = new HashMap<>();
            response.headers().map().forEach((name, all) -> headers.put(name.toLowerCase(Locale.ROOT), all.getFirst()));
            return new Answered(response.statusCode(), headers, response.body());
        } catch (IOException broken) {
            return new Lost(String.valueOf(broken.getMessage()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Lost("interrupted");
        }
    }
}
