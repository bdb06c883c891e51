package dev.weir.server.rest;

import dev.weir.provider.Provider;
import dev.weir.server.catalog.Wording;
import dev.weir.server.problem.Problem;
import java.util.List;

/**
 * The API's words for an order.
 *
 * @param options as they were sent
 * @param ofList whether its rows came as a list, whose columns had to be understood
 */
record ApiWording(JobOptions options, boolean ofList) implements Wording {

    @Override
    public String name(Part part) {
        return switch (part) {
            case FIELDS -> "fields";
            case WATERFALL -> "waterfallConfig";
            case DEMANDS -> "acceptance";
            case VERIFY -> "verify";
            case MIN_CONFIDENCE -> "minConfidence";
            case CONDITION -> "The condition";
        };
    }

    @Override
    public String example(Part part, String value) {
        return part == Part.VERIFY ? "\"verify\": [\"" + value + "\"] to its acceptance" : name(part) + " " + value;
    }

    @Override
    public String pointer(Part part, String field) {
        String name = Problem.At.escaped(field);
        return switch (part) {
            case FIELDS -> "/fields/" + Math.max(0, options.fields().indexOf(field));
            case WATERFALL -> "/waterfallConfig/" + name;
            case DEMANDS -> "/acceptance/" + name;
            case VERIFY -> "/acceptance/" + name + "/verify";
            case MIN_CONFIDENCE -> "/acceptance/" + name + "/minConfidence";
            case CONDITION -> "/acceptance/" + name + "/condition";
        };
    }

    @Override
    public String giveKey(Provider provider) {
        return "Store one with PUT /api/v1/workspaces/{workspaceId}/credentials/" + provider.slug();
    }

    @Override
    public String giveKeyOfOne(List<Provider> providers) {
        return "Store the key of one, such as with PUT /api/v1/workspaces/{workspaceId}/credentials/"
                + providers.getFirst().slug();
    }

    @Override
    public String tryOut() {
        return "try it in a sandbox workspace";
    }

    @Override
    public String noUsableInput(String needed) {
        return "No row gives what the providers need. They need one of: " + needed + "."
                + (ofList ? " 'columns' says what each column was taken for; 'mapping' can say otherwise." : "");
    }
}
