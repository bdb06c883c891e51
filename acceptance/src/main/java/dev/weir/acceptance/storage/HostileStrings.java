package dev.weir.acceptance.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * What somebody might write who means harm, or who is merely unlucky.
 *
 * @param injections written to be run as SQL
 * @param naughty a public list of texts that programs have stumbled over
 */
record HostileStrings(List<String> injections, List<String> naughty) {

    HostileStrings {
        injections = List.copyOf(injections);
        naughty = List.copyOf(naughty);
    }

    /** Our own injections, and a public list. @param list a JSON list of texts */
    static HostileStrings with(Path list) throws IOException {
        List<String> naughty = new ArrayList<>();
        JsonMapper.shared().readTree(Files.readString(list)).forEach(text -> naughty.add(text.asString()));
        return new HostileStrings(ours(), naughty);
    }

    private static List<String> ours() throws IOException {
        try (InputStream in = Objects.requireNonNull(HostileStrings.class.getResourceAsStream("sql-injections.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** Each once. */
    List<String> all() {
        Set<String> all = new LinkedHashSet<>(injections);
        all.addAll(naughty);
        return List.copyOf(all);
    }
}
