package dev.weir.providers;

import dev.weir.provider.Ask;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Values;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** One invented person and company, and askings about them. */
final class Known {

    static final Providers PROVIDERS = Providers.shipped();

    static final Values ADA = new Values(Map.ofEntries(
            Map.entry("person.first_name", "Ada"),
            Map.entry("person.last_name", "Example"),
            Map.entry("person.full_name", "Ada Example"),
            Map.entry("person.work_email", "ada@example.com"),
            Map.entry("person.personal_email", "ada.example@mail.example"),
            Map.entry("person.mobile_phone", "+33600000001"),
            Map.entry("person.linkedin_url", "https://www.linkedin.com/in/ada-example"),
            Map.entry("company.name", "Example Ltd"),
            Map.entry("company.domain", "example.com"),
            Map.entry("company.website", "https://www.example.com/about"),
            Map.entry("web.url", "https://www.example.com/blog"),
            Map.entry("company.linkedin_url", "https://www.linkedin.com/company/example")));

    private Known() {}

    static Operation operation(String id) {
        return PROVIDERS.operation(OperationId.parse(id)).orElseThrow();
    }

    /** An asking with exactly these fields of Ada. */
    static Ask with(OperationSpec spec, Collection<String> fields) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        fields.forEach(field -> inputs.put(field, ADA.get(field).orElseThrow()));
        return new Ask(inputs, spec.outputs(), "job:0:asking:provider");
    }

    /** An asking with the alternative the operation likes best. */
    static Ask ask(Operation operation) {
        return with(operation.spec(), operation.spec().inputs().getFirst());
    }
}
