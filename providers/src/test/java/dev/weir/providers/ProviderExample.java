package dev.weir.providers;

import dev.weir.provider.Ask;
import dev.weir.provider.Call;
import dev.weir.provider.Fields;
import dev.weir.provider.Operation;
import dev.weir.provider.Provider;
import dev.weir.provider.Reply;
import java.nio.charset.StandardCharsets;

/** Writes one asking about Ada as it leaves, and what is read from the answer of the vendor's page. */
final class ProviderExample {

    private ProviderExample() {}

    /** Nothing for an operation whose answer no page shows. */
    static String of(Provider provider, Operation operation) {
        String name = operation.spec().id().toString().replace('.', '-');
        if (Providers.class.getResource("pages/" + name + ".json") == null) {
            return "";
        }
        Ask ask = Known.ask(operation);
        ScriptedVendor vendor = ScriptedVendor.says(Pages.answer(name));
        return operation.ask(ask, vendor) instanceof Reply.Found found
                ? "\nExample:\n\n```\n" + sent(provider, vendor.call()) + "\n```\n\n" + read(found)
                : "";
    }

    private static String sent(Provider provider, Call call) {
        byte[] body = call.body();
        String text = call.method() + " " + provider.baseUrl() + call.target()
                + (body == null ? "" : "\n" + new String(body, StandardCharsets.UTF_8));
        return text.replace(ScriptedVendor.SECRET, "SECRET");
    }

    private static String read(Reply.Found found) {
        StringBuilder table = new StringBuilder("| read from the answer | value |\n|---|---|\n");
        found.values()
                .byField()
                .forEach((field, value) -> table.append("| `")
                        .append(field)
                        .append("` | ")
                        .append(shortened(Fields.toText(value)))
                        .append(" |\n"));
        return table.toString();
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ").replace("|", "\\|");
        return line.length() > 100 ? line.substring(0, 100) + " …" : line;
    }
}
