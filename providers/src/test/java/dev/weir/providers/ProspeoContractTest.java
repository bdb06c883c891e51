package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;
import org.junit.jupiter.api.Nested;

class ProspeoContractTest {

    abstract static class Prospeo extends ProviderContract {
        Prospeo(String id) {
            super(id);
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(400, "{\"error\":true,\"error_code\":\"NO_MATCH\"}");
        }

        @Override
        Answered throttled() {
            return ScriptedVendor.json(429, "{\"error\":true,\"error_code\":\"RATE_LIMITED\"}");
        }

        @Override
        Answered outOfCredits() {
            return ScriptedVendor.json(400, "{\"error\":true,\"error_code\":\"INSUFFICIENT_CREDITS\"}");
        }

        @Override
        Answered authFailed() {
            return ScriptedVendor.json(401, "{\"error\":true,\"error_code\":\"INVALID_API_KEY\"}");
        }
    }

    @Nested
    class Person extends Prospeo {
        Person() {
            super("prospeo.person");
        }
    }

    @Nested
    class Mobile extends Prospeo {
        Mobile() {
            super("prospeo.mobile");
        }
    }

    @Nested
    class Company extends Prospeo {
        Company() {
            super("prospeo.company");
        }
    }
}
