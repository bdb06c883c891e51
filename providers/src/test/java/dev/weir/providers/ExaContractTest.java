package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;
import org.junit.jupiter.api.Nested;

class ExaContractTest {

    abstract static class Exa extends ProviderContract {
        private final String miss;

        Exa(String id, String miss) {
            super(id);
            this.miss = miss;
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(200, miss);
        }

        /** Calls are billed, and each says its price. */
        @Override
        long missCostMilli() {
            return 7_000;
        }

        @Override
        Answered throttled() {
            return ScriptedVendor.json(429, "{\"error\":\"You've exceeded your rate limit\"}");
        }

        @Override
        Answered outOfCredits() {
            return ScriptedVendor.json(402, "{\"error\":\"No more credits\",\"tag\":\"NO_MORE_CREDITS\"}");
        }
    }

    @Nested
    class Company extends Exa {
        Company() {
            super("exa.company", "{\"results\":[],\"costDollars\":{\"total\":0.007}}");
        }
    }

    @Nested
    class Search extends Exa {
        Search() {
            super("exa.search", "{\"results\":[],\"costDollars\":{\"total\":0.007}}");
        }
    }

    @Nested
    class Contents extends Exa {
        Contents() {
            super(
                    "exa.contents",
                    "{\"results\":[],\"statuses\":[{\"id\":\"x\",\"status\":\"error\",\"error\":"
                            + "{\"tag\":\"CRAWL_NOT_FOUND\",\"httpStatusCode\":null}}],\"costDollars\":{\"total\":0}}");
        }

        @Override
        long missCostMilli() {
            return 0;
        }
    }

    @Nested
    class AnswerToAQuestion extends Exa {
        AnswerToAQuestion() {
            super("exa.answer", "{\"answer\":\"\",\"citations\":[],\"costDollars\":{\"total\":0.005}}");
        }

        @Override
        long missCostMilli() {
            return 5_000;
        }
    }
}
