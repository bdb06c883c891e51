package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;
import org.junit.jupiter.api.Nested;

class ApolloContractTest {

    abstract static class Apollo extends ProviderContract {
        Apollo(String id) {
            super(id);
        }

        @Override
        Answered throttled() {
            return ScriptedVendor.json(429, "{\"message\":\"The maximum number of api calls allowed is 50.\"}");
        }

        @Override
        Answered outOfCredits() {
            return ScriptedVendor.json(402, "{\"error\":\"credits\"}");
        }
    }

    @Nested
    class Person extends Apollo {
        Person() {
            super("apollo.person");
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(200, "{\"person\":null,\"request_id\":-1}");
        }
    }

    @Nested
    class Company extends Apollo {
        Company() {
            super("apollo.company");
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(200, "{}");
        }
    }
}
