package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;
import java.util.Map;
import org.junit.jupiter.api.Nested;

class LeadMagicContractTest {

    abstract static class LeadMagic extends ProviderContract {
        LeadMagic(String id) {
            super(id);
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(
                    200, "{\"email\":null,\"status\":null,\"credits_consumed\":0,\"message\":\"No email found.\"}");
        }

        @Override
        Answered throttled() {
            return ScriptedVendor.answer(
                    429,
                    Map.of("content-type", "application/problem+json"),
                    "{\"title\":\"Too Many Requests\",\"status\":429}");
        }

        @Override
        Answered outOfCredits() {
            return ScriptedVendor.answer(
                    402,
                    Map.of("content-type", "application/problem+json"),
                    "{\"title\":\"Payment Required\",\"status\":402}");
        }
    }

    @Nested
    class EmailFinder extends LeadMagic {
        EmailFinder() {
            super("leadmagic.email-finder");
        }
    }

    @Nested
    class MobileFinder extends LeadMagic {
        MobileFinder() {
            super("leadmagic.mobile-finder");
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(200, "{\"mobile_number\":null,\"credits_consumed\":0}");
        }
    }

    @Nested
    class EmailValidation extends LeadMagic {
        EmailValidation() {
            super("leadmagic.email-validation");
        }

        @Override
        boolean alwaysFinds() {
            return true;
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(
                    200, "{\"email_status\":\"unknown\",\"is_domain_catch_all\":null,\"credits_consumed\":0}");
        }
    }

    @Nested
    class Profile extends LeadMagic {
        Profile() {
            super("leadmagic.profile");
        }

        @Override
        Answered miss() {
            return ScriptedVendor.answer(
                    404,
                    Map.of("content-type", "application/problem+json"),
                    "{\"title\":\"profile_not_found\",\"status\":404}");
        }
    }

    @Nested
    class Company extends LeadMagic {
        Company() {
            super("leadmagic.company");
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(
                    200, "{\"companyName\":null,\"credits_consumed\":0,\"message\":\"Company not found.\"}");
        }
    }
}
