package dev.weir.lists.files;

import java.nio.file.Path;

/**
 * A list on disk, and how it is spoken of.
 *
 * @param name what its owner calls it; its ending says what it promises to be
 * @param words of the door through which it came
 */
public record ListFile(Path path, String name, ListWords words) {

    private static final int LONGEST_NAME = 100;

    /** One that was named on the command line. */
    public static ListFile of(Path path) {
        return new ListFile(path, path.toString(), ListWords.TYPED);
    }

    /**
     * One that was sent, and lies where its sender has never been.
     *
     * @param name as the sender has it, which is not trusted; only what comes behind the last slash of it is taken
     * @param usual what it is called where the name says nothing
     */
    public static ListFile sent(Path path, String name, String usual) {
        String last =
                MappingTable.printable(name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1));
        String cut = last.length() <= LONGEST_NAME ? last : last.substring(last.length() - LONGEST_NAME);
        return new ListFile(path, cut.isBlank() ? usual : cut, ListWords.SENT);
    }

    /** Its name, for sentences. */
    @Override
    public String toString() {
        return name;
    }
}
