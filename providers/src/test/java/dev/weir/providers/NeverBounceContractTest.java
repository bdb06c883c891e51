package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;
import org.junit.jupiter.api.Nested;

class NeverBounceContractTest {

    abstract static class NeverBounce extends ProviderContract {
        private final String page;

        NeverBounce(String id) {
            super(id);
            this.page = id.replace('.', '-');
        }

        @Override
        Answered hit() {
            return Pages.answer(page);
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(
                    200, "{\"status\":\"success\",\"result\":\"unknown\",\"flags\":[],\"suggested_correction\":\"\"}");
        }

        @Override
        boolean alwaysFinds() {
            return true;
        }

        @Override
        SecretPlace secretPlace() {
            return SecretPlace.BODY;
        }

        @Override
        Answered throttled() {
            return ScriptedVendor.json(200, "{\"status\":\"throttle_triggered\",\"message\":\"Slow down\"}");
        }

        @Override
        Answered outOfCredits() {
            return ScriptedVendor.json(200, "{\"status\":\"general_failure\",\"message\":\"Insufficient credits\"}");
        }

        @Override
        Answered authFailed() {
            return ScriptedVendor.json(200, "{\"status\":\"auth_failure\",\"message\":\"Invalid API key\"}");
        }
    }

    @Nested
    class Check extends NeverBounce {
        Check() {
            super("neverbounce.check");
        }
    }
}
