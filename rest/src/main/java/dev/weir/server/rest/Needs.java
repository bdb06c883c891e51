package dev.weir.server.rest;

import dev.weir.server.workspace.Role;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a caller of a route has to be. A route without it is not served: starting fails. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Needs {

    /** The role in the workspace that the path names. */
    Role value() default Role.OWNER;

    /** Whether any key of any workspace, and the installation's, will do. */
    boolean anyKey() default false;

    /** Whether the installation's key, and it alone, will do. */
    boolean installation() default false;

    /** Whether it sets credits aside, of which there may be too few. */
    boolean credits() default false;

    /** Whether nobody need say who he is. */
    boolean nobody() default false;

    /** Who may use it by what stands in its path, which is a secret; the route itself judges that. */
    Bearer by() default Bearer.KEY;

    /** What is shown instead of an API key. */
    enum Bearer {
        /** Nothing: an API key is. */
        KEY("an API key"),
        /** A cell's ticket. */
        TICKET("the ticket"),
        /** An address that was given to one vendor for one submission. */
        ADDRESS("the address");

        private final String text;

        Bearer(String text) {
            this.text = text;
        }

        /** As the reference says it. */
        String text() {
            return text;
        }
    }
}
