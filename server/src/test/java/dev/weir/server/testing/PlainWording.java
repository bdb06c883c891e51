package dev.weir.server.testing;

import dev.weir.provider.Provider;
import dev.weir.server.catalog.Wording;
import java.util.List;

/** An order's words at no door in particular, which a test can tell apart. */
public enum PlainWording implements Wording {
    WORDS;

    @Override
    public String name(Part part) {
        return part.name();
    }

    @Override
    public String example(Part part, String value) {
        return part + " " + value;
    }

    @Override
    public String pointer(Part part, String field) {
        return part + " " + field;
    }

    @Override
    public String giveKey(Provider provider) {
        return "Give a key to " + provider.slug();
    }

    @Override
    public String giveKeyOfOne(List<Provider> providers) {
        return "Give a key to one";
    }

    @Override
    public String tryOut() {
        return "try";
    }

    @Override
    public String noUsableInput(String needed) {
        return "Needed: " + needed;
    }
}
