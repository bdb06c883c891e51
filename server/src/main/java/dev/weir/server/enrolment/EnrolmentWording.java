package dev.weir.server.enrolment;

import dev.weir.provider.Provider;
import dev.weir.server.catalog.Wording;
import java.util.List;

/** The words for an order that nobody has written: it is of a blueprint, whose own mistakes name their places. */
enum EnrolmentWording implements Wording {
    WORDS;

    @Override
    public String name(Part part) {
        return "The blueprint";
    }

    @Override
    public String example(Part part, String value) {
        return value;
    }

    @Override
    public String pointer(Part part, String field) {
        return "";
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
        return "Of none of these subscribers is known what the providers need: one of " + needed + ".";
    }
}
