package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;
import java.util.Map;
import org.junit.jupiter.api.Nested;

class ZenRowsContractTest {

    private static final String PAGE = "<html><body><h1>Example Ltd</h1> brokers regional road freight.</body></html>";

    abstract static class ZenRows extends ProviderContract {
        private final String operation;
        private final String cost;

        ZenRows(String operation, String cost) {
            super("zenrows." + operation);
            this.operation = operation;
            this.cost = cost;
        }

        @Override
        SecretPlace secretPlace() {
            return SecretPlace.QUERY;
        }

        @Override
        boolean answersText() {
            return !operation.startsWith("contacts");
        }

        @Override
        Answered hit() {
            Map<String, String> headers = Map.of(
                    "content-type",
                    answersText() ? "text/html; charset=utf-8" : "application/json",
                    "x-request-cost",
                    cost,
                    "x-request-id",
                    "r-1",
                    "zr-final-url",
                    "https://www.example.com/en/blog");
            return answersText()
                    ? ScriptedVendor.answer(200, headers, PAGE)
                    : Pages.answer("zenrows-contacts", headers);
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(404, "{\"code\":\"RESP002\",\"title\":\"Page not found\",\"status\":404}");
        }

        @Override
        Answered throttled() {
            return ScriptedVendor.json(429, "{\"code\":\"AUTH006\",\"message\":\"Concurrency exceeded\"}");
        }

        @Override
        Answered outOfCredits() {
            return ScriptedVendor.json(402, "{\"code\":\"AUTH004\",\"message\":\"Usage exhausted\"}");
        }
    }

    @Nested
    class Text extends ZenRows {
        Text() {
            super("text", "1");
        }
    }

    @Nested
    class TextInABrowser extends ZenRows {
        TextInABrowser() {
            super("text-js", "5");
        }
    }

    @Nested
    class TextByAResidentialAddress extends ZenRows {
        TextByAResidentialAddress() {
            super("text-premium", "10");
        }
    }

    @Nested
    class HtmlByAllMeans extends ZenRows {
        HtmlByAllMeans() {
            super("html-js-premium", "25");
        }
    }

    @Nested
    class Contacts extends ZenRows {
        Contacts() {
            super("contacts", "1");
        }
    }

    @Nested
    class ContactsByAllMeans extends ZenRows {
        ContactsByAllMeans() {
            super("contacts-js-premium", "25");
        }
    }
}
