package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.text.Listing;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** A command that lists what is in the database: a table that fits the terminal, or one JSON document. */
abstract class ListingCommand implements Callable<Integer> {

    /**
     * What was found.
     *
     * @param document the same for programs
     * @param none what is said in place of an empty table
     * @param notes said below it
     */
    record Found(Listing table, Object document, String none, List<String> notes) {}

    private final Terminal terminal;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ListingCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Reads it. @param width of the terminal */
    abstract Found find(Opened opened, int width);

    @Override
    public Integer call() {
        Found found;
        int width = terminal.width();
        try (Opened opened = Opened.of(common, terminal)) {
            found = find(opened, width);
        }
        if (json) {
            terminal.out()
                    .println(
                            JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(found.document()));
        } else {
            (found.table().isEmpty() ? List.of(found.none()) : found.table().lines(width))
                    .forEach(terminal.out()::println);
            found.notes().forEach(terminal.out()::println);
        }
        return ExitCodes.OK;
    }
}
