package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;
import java.util.Map;
import org.junit.jupiter.api.Nested;

class PdlContractTest {

    abstract static class Pdl extends ProviderContract {
        Pdl(String id) {
            super(id);
        }

        @Override
        Answered hit() {
            return Pages.answer(page(), Map.of("x-call-credits-spent", "1", "x-ratelimit-limit", "{\"minute\":100}"));
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(
                    404, "{\"status\":404,\"error\":{\"type\":\"not_found\",\"message\":\"None.\"}}");
        }

        @Override
        Answered throttled() {
            return ScriptedVendor.answer(
                    429,
                    Map.of("x-ratelimit-remaining", "{\"minute\":0}", "x-ratelimit-reset", "{\"minute\":60}"),
                    "{\"status\":429}");
        }

        @Override
        Answered outOfCredits() {
            return ScriptedVendor.json(402, "{\"status\":402,\"error\":{\"type\":\"payment_required\"}}");
        }
    }

    @Nested
    class Person extends Pdl {
        Person() {
            super("pdl.person");
        }
    }

    @Nested
    class Company extends Pdl {
        Company() {
            super("pdl.company");
        }
    }
}
