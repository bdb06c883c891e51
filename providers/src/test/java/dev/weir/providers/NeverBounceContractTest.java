package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;

class NeverBounceContractTest extends ProviderContract {

    NeverBounceContractTest() {
        super("neverbounce.check");
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
