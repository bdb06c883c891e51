package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;
import dev.weir.provider.FunctionProvider;
import dev.weir.provider.Operation;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;

class FunctionsContractTest {

    static final FunctionProvider.Function ENRICH = new FunctionProvider.Function(
            "enrich-person",
            List.of(Set.of("person.full_name", "company.domain"), Set.of("person.linkedin_url")),
            Set.of(),
            List.of("person.work_email", "person.mobile_phone"),
            500);

    static Operation operation(FunctionProvider provider) {
        return ((Functions) provider).operation(ENRICH);
    }

    abstract static class Own extends LateContract {

        private final String keyMember;

        Own(FunctionProvider provider, String keyMember) {
            super(FunctionsContractTest.operation(provider));
            this.keyMember = keyMember;
        }

        @Override
        Answered accepted() {
            return ScriptedVendor.json(202, "{}");
        }

        @Override
        String vendorId() {
            return "";
        }

        @Override
        String document(List<String> keys) {
            return "{\"" + keyMember + "\":\"" + keys.getFirst() + "\",\"status\":\"found\",\"data\":"
                    + "{\"person.work_email\":\"ada@example.com\",\"mobile_phone\":\"+33 600000001\"}}";
        }

        @Override
        String missDocument(List<String> keys) {
            return "{\"" + keyMember + "\":\"" + keys.getFirst() + "\",\"status\":\"not_found\"}";
        }

        @Override
        Answered pending() {
            return ScriptedVendor.json(202, "{}");
        }

        @Override
        boolean emptyIsAnAnswer() {
            return true;
        }
    }

    @Nested
    class Http extends Own {
        Http() {
            super(HttpFunction.provider(), "ticket");
        }
    }

    @Nested
    class N8nWorkflow extends Own {
        N8nWorkflow() {
            super(N8n.provider(), "request_id");
        }

        @Override
        Answered accepted() {
            return ScriptedVendor.json(200, "{\"message\":\"Workflow was started\"}");
        }
    }

    @Nested
    class Clay extends Own {
        Clay() {
            super(ClayTable.provider(), "request_id");
        }
    }

    /** The scripted vendor says the same to each call: all that the three of a large run are told. */
    @Nested
    class LargeRuns extends LateContract {
        LargeRuns() {
            super(FunctionsContractTest.operation(ClayLarge.provider()));
        }

        @Override
        int carrying() {
            return 1;
        }

        @Override
        int callsOfASubmission() {
            return 3;
        }

        @Override
        Answered accepted() {
            return ScriptedVendor.json(
                    202,
                    "{\"upload_url\":\"https://files.example/up/f1?signature=s\",\"file_id\":\"f1\","
                            + "\"routine_run_id\":\"run_1\",\"status\":\"in_progress\"}");
        }

        @Override
        String vendorId() {
            return "run_1";
        }

        @Override
        String document(List<String> keys) {
            return Routines.run(keys, "{\"work_email\":\"ada@example.com\",\"person_mobile_phone\":\"+33600000001\"}");
        }

        @Override
        String missDocument(List<String> keys) {
            return Routines.run(keys, "{}");
        }

        @Override
        Answered polled(String document) {
            return ScriptedVendor.json(
                    200, document.replaceFirst("\\{", "{\"result_url\":\"https://files.example/r1\","));
        }

        @Override
        Answered pending() {
            return ScriptedVendor.json(202, "{\"routine_run_id\":\"run_1\",\"status\":\"in_progress\"}");
        }
    }

    @Nested
    class Routines extends LateContract {
        Routines() {
            super(FunctionsContractTest.operation(ClayRoutines.provider()));
        }

        @Override
        Answered accepted() {
            return ScriptedVendor.json(202, "{\"routine_run_id\":\"run_1\",\"status\":\"in_progress\"}");
        }

        @Override
        String vendorId() {
            return "run_1";
        }

        @Override
        String document(List<String> keys) {
            return run(keys, "{\"work_email\":\"ada@example.com\",\"person_mobile_phone\":\"+33600000001\"}");
        }

        @Override
        String missDocument(List<String> keys) {
            return run(keys, "{}");
        }

        private static String run(List<String> keys, String result) {
            return "{\"routine_run_id\":\"run_1\",\"total\":1,\"finished\":1,\"status\":\"complete\",\"data\":["
                    + keys.stream()
                            .map(key -> "{\"id\":\"" + key + "\",\"status\":\"complete\",\"result\":" + result + "}")
                            .collect(Collectors.joining(","))
                    + "]}";
        }

        @Override
        Answered pending() {
            return ScriptedVendor.json(202, "{\"routine_run_id\":\"run_1\",\"status\":\"in_progress\"}");
        }
    }
}
