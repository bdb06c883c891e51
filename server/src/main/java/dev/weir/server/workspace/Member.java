package dev.weir.server.workspace;

import dev.weir.server.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Somebody who works in a workspace. */
public record Member(long id, String name, String email, Role role, Instant createdAt) {

    /** Who somebody is to be. */
    public record Wish(String name, String email, Role role) {

        private static final int LONGEST_EMAIL = 254;
        private static final Pattern EMAIL = Pattern.compile("[^\\s@\\p{Cntrl}]+@[^\\s@\\p{Cntrl}]+");

        /** @throws Problem when the name is none, or the address */
        public Wish {
            Names.require("name", name);
            if (email.length() > LONGEST_EMAIL || !EMAIL.matcher(email).matches()) {
                throw Problem.invalid("bad_email", "email must be an e-mail address.")
                        .at("/email", "must be an e-mail address");
            }
        }
    }

    /**
     * What has become of somebody.
     *
     * @param ended the keys that were revoked by it, in order
     */
    public record Changed(Member member, List<ApiKey> ended) {

        public Changed {
            ended = List.copyOf(ended);
        }
    }

    /** What is to be changed; null for what stays. */
    public record Change(
            @Nullable String name,
            @Nullable String email,
            @Nullable Role role) {

        Wish of(Member member) {
            return new Wish(
                    name == null ? member.name() : name,
                    email == null ? member.email() : email,
                    role == null ? member.role() : role);
        }
    }
}
