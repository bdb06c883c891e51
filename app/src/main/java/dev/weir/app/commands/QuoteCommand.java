package dev.weir.app.commands;

import picocli.CommandLine.Command;

/** `weir quote`: `weir enrich --quote`, under a name of its own. */
@Command(
        name = "quote",
        description =
                "Says what enriching a list is likely to cost and what at worst, from hit rates measured in earlier"
                        + " jobs, and asks nobody. Takes the options of weir enrich.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir quote leads.csv --fields person.work_email,person.job_title",
            "  weir quote leads.csv --fields person.work_email --waterfall person.work_email=hunter --json",
        })
final class QuoteCommand extends EnrichCommand {

    QuoteCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        quote = true;
        return super.call();
    }
}
