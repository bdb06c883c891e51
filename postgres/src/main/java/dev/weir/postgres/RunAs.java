package dev.weir.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL runs. It refuses to run as root (src/backend/main/main.c), so root gives it a user namespace of
 * its own, where root's files are still its own but it has no power; where that is forbidden, an ordinary user.
 *
 * @param prefix what stands before the program on the command line; empty for an ordinary user
 * @param owner the user that must own the data directory
 */
record RunAs(List<String> prefix, String owner) {
    private static final Path USERS = Path.of("/etc/passwd");

    RunAs {
        prefix = List.copyOf(prefix);
    }

    static RunAs detect() throws IOException, PostgresRefused {
        UnixSystem me = new UnixSystem();
        if (me.getUid() != 0) {
            return new RunAs(List.of(), me.getUsername());
        }
        Optional<RunAs> namespace = ownNamespace();
        return namespace.isPresent() ? namespace.get() : ordinaryUser();
    }

    /** Root without power; empty where the kernel or the container forbids user namespaces. */
    static Optional<RunAs> ownNamespace() {
        return Tool.find("unshare")
                // initdb looks its own user up by name, so a namespace whose user has no name is of no use.
                .filter(unshare ->
                        Tool.succeeds(List.of(unshare, "-U", "sh", "-c", "test \"$(id -u)\" != 0 && id -un")))
                .map(unshare -> new RunAs(List.of(unshare, "-U"), "root"));
    }

    static RunAs ordinaryUser() throws IOException, PostgresRefused {
        Optional<String> setpriv = Tool.find("setpriv");
        if (setpriv.isEmpty()) {
            throw new PostgresRefused(
                    PostgresRefused.Reason.UNSUPPORTED,
                    "PostgreSQL does not run as root, and neither 'unshare -U' nor 'setpriv' (package util-linux) works here. Run Weir as an ordinary user.");
        }
        List<String> users = Files.readAllLines(USERS);
        for (String name : List.of("postgres", "nobody")) {
            for (String user : users) {
                String[] parts = user.split(":", -1);
                if (parts.length > 3 && parts[0].equals(name)) {
                    return new RunAs(
                            List.of(
                                    setpriv.get(),
                                    "--reuid=" + parts[2],
                                    "--regid=" + parts[3],
                                    "--clear-groups",
                                    "--"),
                            name);
                }
            }
        }
        throw new PostgresRefused(
                PostgresRefused.Reason.UNSUPPORTED,
                "PostgreSQL does not run as root, and " + USERS
                        + " has no user 'postgres' or 'nobody' to run it as. Run Weir as an ordinary user.");
    }

    /** Whether it is another user than this JVM's, who needs a way in through every folder above his. */
    boolean isAnotherUser() {
        return !prefix.isEmpty() && !owner.equals("root");
    }

    /**
     * Gives a tree to whom PostgreSQL runs as. Only root can need it: the way to run may change between two starts, for
     * example when a container is started with other rights.
     */
    void own(Path tree) throws IOException {
        if (prefix.isEmpty()) {
            return;
        }
        UserPrincipal user =
                tree.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner);
        if (Files.getOwner(tree, LinkOption.NOFOLLOW_LINKS).equals(user)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            // The root of the tree last: its owner says that the whole tree was done.
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.setAttribute(path, "posix:owner", user, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
