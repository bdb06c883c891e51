package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;
import org.junit.jupiter.api.Nested;

class HunterContractTest {

    private static final String NOT_FOUND = "{\"errors\":[{\"id\":\"not_found\",\"code\":404,\"details\":\"None.\"}]}";

    abstract static class Hunter extends ProviderContract {
        Hunter(String id) {
            super(id);
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(404, NOT_FOUND);
        }

        @Override
        Answered throttled() {
            return ScriptedVendor.json(403, "{\"errors\":[{\"details\":\"Too fast.\"}]}");
        }

        @Override
        Answered outOfCredits() {
            return ScriptedVendor.json(429, "{\"errors\":[{\"details\":\"Used up.\"}]}");
        }
    }

    @Nested
    class EmailFinder extends Hunter {
        EmailFinder() {
            super("hunter.email-finder");
        }
    }

    @Nested
    class EmailVerifier extends Hunter {
        EmailVerifier() {
            super("hunter.email-verifier");
        }

        @Override
        boolean alwaysFinds() {
            return true;
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(200, "{\"data\":{\"status\":\"unknown\",\"score\":0}}");
        }
    }

    @Nested
    class Company extends Hunter {
        Company() {
            super("hunter.company");
        }
    }

    @Nested
    class Person extends Hunter {
        Person() {
            super("hunter.person");
        }
    }
}
