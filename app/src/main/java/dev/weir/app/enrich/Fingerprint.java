package dev.weir.app.enrich;

import dev.weir.provider.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** What makes two commands the same job: the file's bytes and everything asked of them, but not where the result goes. */
final class Fingerprint {

    private Fingerprint() {}

    static byte[] of(String fileSha256, EnrichRequest request, boolean sandbox) {
        List<String> parts = new ArrayList<>();
        parts.add("weir enrich 1");
        parts.add("file " + fileSha256);
        request.fields().forEach(field -> parts.add("field " + field));
        request.map().stream().sorted().forEach(rule -> parts.add("map " + rule));
        request.waterfalls().forEach((field, names) -> parts.add("waterfall " + field + " " + names));
        parts.add("credits " + request.maxCreditsMilli() + " " + request.maxRowCreditsMilli());
        parts.add("doubt " + request.onDoubt());
        parts.add("limit " + request.limit());
        parts.add("refresh " + request.refresh());
        parts.add("sandbox " + sandbox);
        // Only what is said counts, so that commands of before these options stay the same jobs.
        ListOptions list = request.list();
        if (list.reading().encoding() != null) {
            parts.add("encoding " + list.reading().encoding().name());
        }
        if (list.reading().sheet() != null) {
            parts.add("sheet " + list.reading().sheet());
        }
        // The numbers count how these choose rows: a job of before has other rows, and is not gone on with.
        list.dedupeBy().forEach(key -> parts.add("dedupe 2 " + key));
        if (list.onlyMissing()) {
            parts.add("only missing 2");
        }
        if (list.country() != null) {
            parts.add("country " + list.country());
        }
        parts.addAll(request.demands().parts());
        if (request.blueprint() != null) {
            parts.add("blueprint " + request.blueprint());
        }
        MessageDigest digest = Sha256.begin();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            // The length first, so that no two lists of parts run into the same bytes.
            digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
            digest.update((byte) ':');
            digest.update(bytes);
        }
        return digest.digest();
    }
}
