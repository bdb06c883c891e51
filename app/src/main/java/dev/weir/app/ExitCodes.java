package dev.weir.app;

import dev.weir.server.problem.Problem;

/**
 * What the program's exit status says to a script. 0 and 2 are every shell's, the others those of BSD
 * {@code sysexits.h} where one fits.
 */
public final class ExitCodes {

    /** The command did what it was asked; a job reached its end, whatever its rows found, and no cap cut it short. */
    public static final int OK = 0;

    /** A fault of Weir's own; {@code -v} shows the detail. */
    public static final int INTERNAL = 1;

    /** {@code weir verify} found something that must not be. */
    public static final int FOUND_WRONG = 1;

    /** {@code weir plan}: the registry is not as the files say; as {@code diff} has it. */
    public static final int DIFFERS = 1;

    /** The command line is not understood: an unknown option, field, provider or header. */
    public static final int USAGE = 2;

    /**
     * The job reached its end and its result is written, but a cap ({@code --max-credits}) kept somebody from being
     * asked. Whoever set the cap may take it for success; a script should not take the result for whole.
     */
    public static final int CAPPED = 3;

    /** The input file is there but cannot be used as it stands: broken, empty, of an encoding we do not read. */
    public static final int BAD_INPUT = 65;

    /** The input file is missing or may not be read. */
    public static final int NO_INPUT = 66;

    /**
     * Something needed is not to be had: no JDK or no build (the launcher), no database, a second engine on the same
     * data.
     */
    public static final int UNAVAILABLE = 69;

    /** The output cannot be created or written. */
    public static final int CANNOT_WRITE = 73;

    /** Reading or writing broke off in the middle. */
    public static final int IO = 74;

    /** Paused, nothing is lost: the same command goes on. */
    public static final int PAUSED = 75;

    /** A provider rejected its key, or the credits do not cover the worst case. */
    public static final int REFUSED = 77;

    /** A setting is missing or makes no sense. */
    public static final int CONFIGURATION = 78;

    private ExitCodes() {}

    /** The exit status for a refusal; the codes of files have their own, the others go by kind. */
    public static int of(Problem problem) {
        return switch (problem.code()) {
            case "database_not_prepared", "unknown_setting", "bad_setting", "bad_address", "master_key" ->
                CONFIGURATION;
            case "no_usable_input" -> BAD_INPUT;
            case "file_unusable" -> USAGE;
            case "file_missing", "file_unreadable" -> NO_INPUT;
            case "file_broke_off" -> IO;
            case String code when code.startsWith("file_") -> BAD_INPUT;
            case String code when code.startsWith("output_") -> CANNOT_WRITE;
            default ->
                switch (problem.kind()) {
                    case INVALID, NOT_FOUND, MISMATCH, TOO_LARGE, UNSUPPORTED, GONE -> USAGE;
                    case NOT_ENOUGH_CREDITS, UNAUTHENTICATED, FORBIDDEN -> REFUSED;
                    case CONFLICT, UNAVAILABLE, TOO_MANY, TOO_SLOW -> UNAVAILABLE;
                };
        };
    }
}
