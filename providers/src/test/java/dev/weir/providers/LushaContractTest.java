package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;
import java.util.Map;
import org.junit.jupiter.api.Nested;

class LushaContractTest {

    abstract static class Lusha extends ProviderContract {
        Lusha(String id) {
            super(id);
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(
                    200,
                    "{\"results\":[{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"Contact not found\"}}],\"billing\":{\"creditsCharged\":0,\"resultsReturned\":0}}");
        }

        @Override
        Answered throttled() {
            return ScriptedVendor.answer(429, Map.of("x-minute-requests-left", "0"), "{}");
        }

        @Override
        Answered outOfCredits() {
            return ScriptedVendor.json(402, "{\"message\":\"Out of credits\"}");
        }
    }

    @Nested
    class Email extends Lusha {
        Email() {
            super("lusha.email");
        }
    }

    @Nested
    class Phone extends Lusha {
        Phone() {
            super("lusha.phone");
        }
    }

    @Nested
    class Company extends Lusha {
        Company() {
            super("lusha.company");
        }
    }
}
