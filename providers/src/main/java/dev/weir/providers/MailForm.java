package dev.weir.providers;

import java.util.Locale;

/** How companies make an address of a name, the most usual first. */
enum MailForm {
    FIRST_DOT_LAST("jane.doe") {
        @Override
        String of(MailName name) {
            return name.first() + "." + name.last();
        }
    },
    FLAST("jdoe") {
        @Override
        String of(MailName name) {
            return name.first().charAt(0) + name.last();
        }
    },
    FIRST("jane") {
        @Override
        String of(MailName name) {
            return name.first();
        }
    },
    FIRSTLAST("janedoe") {
        @Override
        String of(MailName name) {
            return name.first() + name.last();
        }
    };

    private final String local;

    MailForm(String local) {
        this.local = local;
    }

    /** What stands before the {@code @}. */
    abstract String of(MailName name);

    /** As part of an operation's id. */
    String operation() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String example() {
        return local + "@example.com";
    }
}
