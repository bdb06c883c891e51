package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;

class ZeroBounceContractTest extends ProviderContract {

    ZeroBounceContractTest() {
        super("zerobounce.validate");
    }

    @Override
    Answered miss() {
        return ScriptedVendor.json(200, "{\"address\":\"ada@example.com\",\"status\":\"unknown\",\"sub_status\":\"\"}");
    }

    @Override
    boolean alwaysFinds() {
        return true;
    }

    @Override
    SecretPlace secretPlace() {
        return SecretPlace.QUERY;
    }

    @Override
    Answered throttled() {
        return ScriptedVendor.json(429, "{}");
    }

    @Override
    Answered outOfCredits() {
        return ScriptedVendor.json(200, "{\"error\":\"You ran out of credits\"}");
    }

    @Override
    Answered authFailed() {
        return ScriptedVendor.json(200, "{\"error\":\"Invalid API key " + ScriptedVendor.SECRET + "\"}");
    }
}
