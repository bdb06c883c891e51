package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;
import org.junit.jupiter.api.Nested;

class ClearbitContractTest {

    abstract static class Clearbit extends ProviderContract {
        Clearbit(String id) {
            super(id);
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(
                    404, "{\"error\":{\"type\":\"unknown_record\",\"message\":\"Unknown record.\"}}");
        }

        /** A miss counts. */
        @Override
        long missCostMilli() {
            return 1_000;
        }

        @Override
        Answered throttled() {
            return ScriptedVendor.json(429, "{}");
        }

        @Override
        Answered outOfCredits() {
            return ScriptedVendor.json(402, "{\"error\":{\"type\":\"over_quota\"}}");
        }
    }

    @Nested
    class Person extends Clearbit {
        Person() {
            super("clearbit.person");
        }
    }

    @Nested
    class Company extends Clearbit {
        Company() {
            super("clearbit-company.company");
        }
    }
}
