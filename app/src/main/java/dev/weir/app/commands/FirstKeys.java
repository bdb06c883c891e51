package dev.weir.app.commands;

import dev.weir.server.workspace.Installation;

/** Prints the keys of a first start: the only time that they are seen. */
final class FirstKeys {

    private FirstKeys() {}

    static void show(Terminal terminal, Installation.Begun begun) {
        terminal.out()
                .println("Made the workspace '" + begun.workspace().name() + "', number "
                        + begun.workspace().id() + ". Keep these keys; they are not shown again:");
        terminal.out().println("  owner key         " + begun.ownerKey());
        terminal.out().println("  installation key  " + begun.installationKey());
        terminal.out()
                .println("The owner's may do all in the workspace; the installation's makes further workspaces and"
                        + " grants credits.");
        terminal.out()
                .println(
                        "The workspace has no credits yet: docs/guides/api.md says how to grant some and submit a job.");
        terminal.out()
                .println(
                        "Steps and blueprints to begin with (verified work e-mail, mobile phone, company firmographics and research,"
                                + " subscribers): weir export --templates lists them, docs/guides/blueprints.md says how they"
                                + " are used.");
    }
}
