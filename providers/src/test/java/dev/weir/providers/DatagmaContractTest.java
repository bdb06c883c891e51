package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;
import org.junit.jupiter.api.Nested;

class DatagmaContractTest {

    abstract static class Datagma extends ProviderContract {
        Datagma(String id) {
            super(id);
        }

        @Override
        SecretPlace secretPlace() {
            return SecretPlace.QUERY;
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(404, "{\"message\":\"No result\"}");
        }

        @Override
        Answered throttled() {
            return ScriptedVendor.json(429, "{\"message\":\"Too many requests\"}");
        }

        @Override
        Answered outOfCredits() {
            return ScriptedVendor.json(402, "{\"message\":\"No more credits\"}");
        }
    }

    @Nested
    class EmailFinder extends Datagma {
        EmailFinder() {
            super("datagma.email-finder");
        }
    }

    @Nested
    class Person extends Datagma {
        Person() {
            super("datagma.person");
        }
    }

    @Nested
    class Mobile extends Datagma {
        Mobile() {
            super("datagma.mobile");
        }
    }
}
