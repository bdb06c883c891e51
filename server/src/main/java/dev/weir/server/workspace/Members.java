package dev.weir.server.workspace;

import dev.weir.server.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who works in a workspace. A member's keys can do no more than the member, and end with it; so do those that the member
 * made. All verbs join the caller's transaction.
 */
public final class Members {

    /** How many a workspace may have. */
    static final int MOST = 1_000;

    private final MemberTable table;
    private final ApiKeys keys;

    public Members(JdbcClient jdbc, ApiKeys keys) {
        this.table = new MemberTable(jdbc);
        this.keys = keys;
    }

    /** In the order in which they came, those after number {@code after}. */
    public List<Member> list(long workspaceId, long after, long offset, int most) {
        return table.list(workspaceId, after, offset, most);
    }

    /** How many there are. */
    public long count(long workspaceId) {
        return table.count(workspaceId);
    }

    /**
     * A member.
     *
     * @throws Problem when there is no such member
     */
    public Member find(long workspaceId, long id) {
        return table.find(workspaceId, id).orElseThrow(() -> unknown(id));
    }

    private static Problem unknown(long id) {
        return Problem.notFound("unknown_member", "There is no member " + id + ".");
    }

    /**
     * Takes somebody in.
     *
     * @throws Problem when somebody has that address already, or the workspace has as many as there can be
     */
    public Member add(long workspaceId, Member.Wish wish) {
        keys.hold(workspaceId);
        if (table.count(workspaceId) >= MOST) {
            throw Problem.conflict(
                    "too_many_members",
                    "The workspace has " + MOST
                            + " members, as many as there can be. Remove those who do not work in it"
                            + " any more, then add this one.");
        }
        return table.insert(workspaceId, wish).orElseThrow(() -> taken(wish));
    }

    private static Problem taken(Member.Wish wish) {
        return Problem.conflict("email_taken", "There is a member with the address " + wish.email() + " already.")
                .at("/email", "must be another one");
    }

    /**
     * Changes who somebody is. A lesser role binds the member's keys from the next request on, and ends what the member made
     * that may do more.
     *
     * @throws Problem when there is no such member, the address is taken, or nobody would own the workspace any more
     */
    public Member.Changed change(long workspaceId, long id, Member.Change change) {
        keys.hold(workspaceId);
        List<Member> all = table.all(workspaceId);
        Member member = one(all, id);
        Member.Wish wish = change.of(member);
        if (all.stream().anyMatch(other -> other.id() != id && other.email().equalsIgnoreCase(wish.email()))) {
            throw taken(wish);
        }
        List<ApiKey> ended = List.of();
        if (!wish.role().covers(member.role())) {
            requireOwnerBeside(all, member);
            ended = keys.endAbove(workspaceId, id, wish.role());
        }
        table.update(workspaceId, id, wish);
        return new Member.Changed(find(workspaceId, id), ended);
    }

    /**
     * Takes somebody out, with his keys and those that he made.
     *
     * @throws Problem when there is no such member, or nobody would own the workspace any more
     */
    public Member.Changed remove(long workspaceId, long id) {
        keys.hold(workspaceId);
        List<Member> all = table.all(workspaceId);
        Member member = one(all, id);
        requireOwnerBeside(all, member);
        List<ApiKey> ended = keys.endWith(workspaceId, id);
        table.remove(workspaceId, id);
        return new Member.Changed(member, ended);
    }

    private static Member one(List<Member> all, long id) {
        Optional<Member> found =
                all.stream().filter(member -> member.id() == id).findFirst();
        return found.orElseThrow(() -> unknown(id));
    }

    private static void requireOwnerBeside(List<Member> all, Member going) {
        if (going.role() != Role.OWNER) {
            return;
        }
        if (all.stream().noneMatch(other -> other.id() != going.id() && other.role() == Role.OWNER)) {
            throw Problem.conflict(
                    "last_owner", "Member " + going.id() + " is the last owner. Make somebody else an owner first.");
        }
    }
}
