package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;

class ContactOutContractTest extends ProviderContract {

    ContactOutContractTest() {
        super("contactout.person");
    }

    @Override
    Answered miss() {
        return ScriptedVendor.json(404, "{\"status_code\":404,\"message\":\"Not Found\"}");
    }

    @Override
    Answered throttled() {
        return ScriptedVendor.json(429, "{\"status_code\":429}");
    }

    @Override
    Answered outOfCredits() {
        return ScriptedVendor.json(402, "{\"status_code\":402,\"message\":\"No credits left\"}");
    }
}
