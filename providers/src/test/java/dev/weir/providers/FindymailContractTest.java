package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;
import org.junit.jupiter.api.Nested;

class FindymailContractTest {

    abstract static class Findymail extends ProviderContract {
        Findymail(String id) {
            super(id);
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(200, "{\"contact\":null}");
        }

        @Override
        Answered throttled() {
            return ScriptedVendor.json(429, "{\"message\":\"Too Many Attempts.\"}");
        }

        @Override
        Answered outOfCredits() {
            return ScriptedVendor.json(200, "{\"error\":\"Not enough credits\"}");
        }

        @Override
        Answered authFailed() {
            return ScriptedVendor.json(401, "{\"message\":\"Unauthenticated.\"}");
        }
    }

    @Nested
    class Email extends Findymail {
        Email() {
            super("findymail.email");
        }
    }

    @Nested
    class EmailByProfile extends Findymail {
        EmailByProfile() {
            super("findymail.email-by-profile");
        }
    }

    @Nested
    class Phone extends Findymail {
        Phone() {
            super("findymail.phone");
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(200, "{\"phone\":null,\"line_type\":null}");
        }
    }

    @Nested
    class Verify extends Findymail {
        Verify() {
            super("findymail.verify");
        }

        @Override
        boolean alwaysFinds() {
            return true;
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(200, "{\"email\":\"ada@example.com\",\"verified\":false,\"provider\":null}");
        }
    }

    @Nested
    class ReverseEmail extends Findymail {
        ReverseEmail() {
            super("findymail.reverse-email");
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(200, "{\"linkedin_url\":null}");
        }
    }

    @Nested
    class Company extends Findymail {
        Company() {
            super("findymail.company");
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(404, "{\"message\":\"Not found\"}");
        }
    }
}
