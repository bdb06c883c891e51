package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Exchange.Answered;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class FullEnrichContractTest {

    static final String ID = "11111111-2222-4333-8444-555555555555";

    /** A document of the vendor's page with these items in it. */
    static String document(String page, String status, List<String> keys, boolean found) {
        ObjectNode document = (ObjectNode) JsonMapper.shared().readTree(Pages.json(page));
        JsonNode item = document.path("data").path(0);
        document.put("status", status);
        document.set(
                "data",
                JsonMapper.shared()
                        .readTree(keys.stream()
                                .map(key -> item(item, key, found))
                                .collect(Collectors.joining(",", "[", "]"))));
        return document.toString();
    }

    private static String item(JsonNode page, String key, boolean found) {
        ObjectNode item = page.deepCopy().asObject();
        item.putObject("custom").put("weir", key);
        if (!found) {
            item.putObject("contact_info").putNull("most_probable_work_email").putArray("work_emails");
            item.remove("profile");
        }
        return item.toString();
    }

    abstract static class Late extends LateContract {

        private final String page;

        Late(String id) {
            super(id);
            this.page = id.replace('.', '-');
        }

        @Override
        Answered accepted() {
            return ScriptedVendor.json(200, "{\"enrichment_id\":\"" + ID + "\"}");
        }

        @Override
        String vendorId() {
            return ID;
        }

        @Override
        String document(List<String> keys) {
            return FullEnrichContractTest.document(page, "FINISHED", keys, true);
        }

        @Override
        String missDocument(List<String> keys) {
            return FullEnrichContractTest.document(page, "FINISHED", keys, false);
        }

        @Override
        Answered pending() {
            return ScriptedVendor.json(400, "{\"code\":\"error.enrichment.in_progress\",\"message\":\"In progress\"}");
        }

        @Test
        void whoNeverHeardItsNameLearnsItFromACallBack() {
            List<String> keys = List.of(KEY);
            for (String body :
                    List.of(document(keys), FullEnrichContractTest.document(page, "IN_PROGRESS", keys, true))) {
                assertThat(operation().read(submission(KEY), callback(body)).vendorId())
                        .isEqualTo(ID);
            }
            assertThat(operation()
                            .read(submission(KEY), callback("{\"status\":\"FINISHED\"}"))
                            .vendorId())
                    .isNull();
        }
    }

    @Nested
    class Email extends Late {
        Email() {
            super("fullenrich.email");
        }
    }

    @Nested
    class PersonalEmail extends Late {
        PersonalEmail() {
            super("fullenrich.personal-email");
        }
    }

    @Nested
    class Phone extends Late {
        Phone() {
            super("fullenrich.phone");
        }
    }

    @Nested
    class ReverseEmail extends Late {
        ReverseEmail() {
            super("fullenrich.reverse-email");
        }
    }

    abstract static class Lookup extends ProviderContract {
        Lookup(String id) {
            super(id);
        }

        @Override
        Answered throttled() {
            return ScriptedVendor.json(429, "{\"code\":\"error.rate.limit\",\"message\":\"try again in 1 minute\"}");
        }

        @Override
        java.time.Duration throttleWait() {
            return java.time.Duration.ofSeconds(60);
        }

        @Override
        Answered outOfCredits() {
            return ScriptedVendor.json(402, "{\"code\":\"error.credits\",\"message\":\"no credits\"}");
        }
    }

    @Nested
    class Person extends Lookup {
        Person() {
            super("fullenrich.person");
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(200, "{\"people\":[],\"metadata\":{\"credits\":0}}");
        }
    }

    @Nested
    class Company extends Lookup {
        Company() {
            super("fullenrich.company");
        }

        @Override
        Answered miss() {
            return ScriptedVendor.json(200, "{\"companies\":[],\"metadata\":{\"credits\":0}}");
        }
    }
}
