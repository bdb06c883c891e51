package dev.weir.server.workspace;

import dev.weir.server.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who works in a workspace. A member's keys can do no more than the member, and end with it. All verbs join the caller's
 * transaction.
 */
public final class Members {

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
     * @throws Problem when somebody has that address already
     */
    public Member add(long workspaceId, Member.Wish wish) {
        return table.insert(workspaceId, wish).orElseThrow(() -> taken(wish));
    }

    private static Problem taken(Member.Wish wish) {
        return Problem.conflict("email_taken", "There is a member with the address " + wish.email() + " already.");
    }

    /**
     * Changes who somebody is. A lesser role binds the member's keys from the next request on.
     *
     * @throws Problem when there is no such member, the address is taken, or nobody would own the workspace any more
     */
    public Member change(long workspaceId, long id, Member.Change change) {
        List<Member> all = table.lockAll(workspaceId);
        Member member = one(all, id);
        Member.Wish wish = change.of(member);
        if (all.stream().anyMatch(other -> other.id() != id && other.email().equalsIgnoreCase(wish.email()))) {
            throw taken(wish);
        }
        if (wish.role() != Role.OWNER) {
            requireOwnerBeside(workspaceId, all, member);
        }
        table.update(workspaceId, id, wish);
        return find(workspaceId, id);
    }

    /**
     * Takes somebody out, with his keys.
     *
     * @throws Problem when there is no such member, or nobody would own the workspace any more
     */
    public Member remove(long workspaceId, long id) {
        List<Member> all = table.lockAll(workspaceId);
        Member member = one(all, id);
        requireOwnerBeside(workspaceId, all, member);
        table.remove(workspaceId, id);
        keys.revokeOf(workspaceId, id);
        return member;
    }

    private static Member one(List<Member> all, long id) {
        Optional<Member> found =
                all.stream().filter(member -> member.id() == id).findFirst();
        return found.orElseThrow(() -> unknown(id));
    }

    private void requireOwnerBeside(long workspaceId, List<Member> all, Member going) {
        if (going.role() != Role.OWNER) {
            return;
        }
        if (all.stream().noneMatch(other -> other.id() != going.id() && other.role() == Role.OWNER)) {
            throw Problem.conflict(
                    "last_owner", "Member " + going.id() + " is the last owner. Make somebody else an owner first.");
        }
        keys.requireOwnerKeyBeside(workspaceId, going.id());
    }
}
