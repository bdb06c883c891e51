package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Exchange.Answered;
import dev.weir.provider.Operation;
import dev.weir.provider.Reply;

/** Asks an operation about Ada, and has the vendor answer so. */
final class Asking {

    private Asking() {}

    static Reply reply(String id, Answered answer) {
        Operation operation = Known.operation(id);
        return operation.ask(Known.ask(operation), ScriptedVendor.says(answer));
    }

    static Reply reply(String id, int status, String body) {
        return reply(id, ScriptedVendor.json(status, body));
    }

    static Reply.Found found(String id, String body) {
        return (Reply.Found) reply(id, 200, body);
    }

    /** The page's answer with one piece of it replaced. */
    static String changed(String page, String from, String to) {
        String json = Pages.json(page);
        assertThat(json).contains(from);
        return json.replace(from, to);
    }
}
