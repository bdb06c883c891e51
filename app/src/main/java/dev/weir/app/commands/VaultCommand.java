package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.server.Weir;
import dev.weir.server.audit.Audit;
import dev.weir.server.vault.MasterKeys;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `weir vault`: the keys under which secrets are sealed. */
@Command(
        name = "vault",
        description = "Shows and rotates the keys under which workspaces' secrets are sealed.",
        mixinStandardHelpOptions = true,
        subcommands = {VaultCommand.Show.class, VaultCommand.Rotate.class, VaultCommand.Prune.class},
        footerHeading = "%nFor example:%n",
        footer = {"  weir vault show", "  weir vault rotate", "  weir vault prune"})
final class VaultCommand {

    /** Whose the master keys are: nobody's workspace. */
    private static final long INSTALLATION = 0;

    private static final String EXAMPLES = "%nFor example:%n";

    /** What all of them share. */
    abstract static class Looking implements Callable<Integer> {

        private final Terminal terminal;

        @Mixin
        private final CommonOptions common = new CommonOptions();

        Looking(Terminal terminal) {
            this.terminal = terminal;
        }

        abstract void run(Weir weir, MasterKeys keys);

        @Override
        public final Integer call() {
            MasterKeys keys = common.home(terminal).masterKeys();
            try (Opened opened = Opened.of(common, terminal)) {
                run(opened.weir(), keys);
            }
            return ExitCodes.OK;
        }

        /** In the audit of the installation, or of that workspace. */
        static void note(Weir weir, long workspaceId, String act, String subject) {
            weir.transactions().in(workspaceId, () -> {
                weir.audit().note(workspaceId, Audit.COMMAND_LINE, act, subject);
                return subject;
            });
        }

        void say(String line) {
            terminal.out().println(line);
        }
    }

    /** `weir vault show`. */
    @Command(
            name = "show",
            description = "Which master keys there are, by fingerprint, and which of them are in use.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = "  weir vault show")
    static final class Show extends Looking {

        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Weir weir, MasterKeys keys) {
            List<String> there = keys.fingerprints();
            Set<String> used = weir.vault().masterKeysInUse();
            there.forEach(key -> say(key + "  " + (key.equals(there.getFirst()) ? "seals" : "opens") + ", "
                    + (used.contains(key) ? "in use" : "not in use")));
            used.stream().filter(key -> !there.contains(key)).forEach(key -> say(key + "  MISSING, in use"));
        }
    }

    /** `weir vault rotate`. */
    @Command(
            name = "rotate",
            description = {
                "Puts a new master key before the old one and wraps all data keys by it; with --data-keys, seals all"
                        + " secrets anew under new data keys as well.",
                "Servers may run meanwhile. A master key in WEIR_MASTER_KEY is a person's to change: see"
                        + " docs/operating/keys.md."
            },
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = {"  weir vault rotate", "  weir vault rotate --data-keys --keep-master-key"})
    static final class Rotate extends Looking {

        @Option(names = "--data-keys", description = "Seal all secrets of all workspaces under new data keys.")
        private boolean dataKeys;

        @Option(names = "--keep-master-key", description = "Leave the master key as it is.")
        private boolean keep;

        Rotate(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Weir weir, MasterKeys keys) {
            if (!keep) {
                keys.addFirst();
                note(
                        weir,
                        INSTALLATION,
                        "master_key.rotated",
                        keys.fingerprints().getFirst());
            }
            say("Wrapped by master key " + keys.fingerprints().getFirst() + ": "
                    + weir.vault().rewrap() + " data keys.");
            if (dataKeys) {
                weir.workspaces().all().forEach(workspace -> {
                    int version = weir.vault().rotateDataKey(workspace.id());
                    note(weir, workspace.id(), "data_key.rotated", "data key " + version);
                    say("Workspace " + workspace.id() + ": data key " + version + ".");
                });
            }
        }
    }

    /** `weir vault prune`. */
    @Command(
            name = "prune",
            description = "Takes master keys that nothing is wrapped by any more out of the home's file.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = "  weir vault prune")
    static final class Prune extends Looking {

        Prune(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Weir weir, MasterKeys keys) {
            weir.vault().rewrap();
            keys.keepOnly(weir.vault().masterKeysInUse());
            note(weir, INSTALLATION, "master_key.pruned", String.join(", ", keys.fingerprints()));
            say("Left: " + String.join(", ", keys.fingerprints()) + ".");
        }
    }
}
