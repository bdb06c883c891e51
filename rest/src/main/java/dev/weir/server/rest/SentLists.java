package dev.weir.server.rest;

import dev.weir.lists.files.ListFile;
import dev.weir.lists.files.ListWords;
import dev.weir.server.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/**
 * Takes lists that are sent to the disk: as the body, with the options as parameters of the query, or as the part
 * {@code file} of a multipart body with the options as its part {@code options}.
 */
@Component
final class SentLists {

    static final String CSV = "text/csv";
    static final String JSON_LINES = "application/x-ndjson";

    private static final String FILE = "file";
    private static final String OPTIONS = "options";
    private static final String USUAL_NAME = "the list";

    /** A workbook's shared texts are in memory while it is read, a quarter of the heap at most: of one at a time. */
    private static final int WORKBOOKS_AT_ONCE = 1;

    private static final int WORKBOOK_SECONDS = 30;

    private final Spool spool;
    private final Semaphore workbooks = new Semaphore(WORKBOOKS_AT_ONCE);

    SentLists(Spool spool) {
        this.spool = spool;
    }

    /**
     * How options are read. They are before the list is, which may take a while.
     *
     * @param names what a query may say
     * @param ofQuery of a query's parameters
     * @param ofDocument of a JSON document
     */
    record OptionsReading<O>(
            Set<String> names, Function<Map<String, String[]>, O> ofQuery, Function<String, O> ofDocument) {}

    /** Does with a list what is to be done with it, as long as it is there. */
    @FunctionalInterface
    interface Taking<O, R> {

        /** @param charset that the body's type names; null for none */
        R take(O options, ListFile file, @Nullable String charset);
    }

    /**
     * Takes the list of a request.
     *
     * @throws Problem for one that is too large, broken or not alone, and when there are too many at once
     * @throws IOException when its sender breaks off
     */
    <O, R> R take(long workspaceId, HttpServletRequest request, OptionsReading<O> reading, Taking<O, R> taking)
            throws IOException, InterruptedException {
        spool.requireRoom(request.getContentLengthLong());
        if (request.getHeader(HttpHeaders.CONTENT_ENCODING) != null) {
            throw new Problem(
                    Problem.Kind.UNSUPPORTED,
                    "content_encoding",
                    "Send the list as it is, without a Content-Encoding.");
        }
        try (Spool.Place place = spool.take(workspaceId)) {
            return request instanceof MultipartHttpServletRequest parts
                    ? ofParts(place, parts, reading, taking)
                    : ofBody(place, request, reading, taking);
        }
    }

    private <O, R> R ofBody(
            Spool.Place place, HttpServletRequest request, OptionsReading<O> reading, Taking<O, R> taking)
            throws IOException, InterruptedException {
        QueryNames.require(request.getQueryString(), reading.names());
        O options = reading.ofQuery().apply(request.getParameterMap());
        MediaType type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
        place.fill(request.getInputStream());
        boolean lines = type.isCompatibleWith(MediaType.parseMediaType(JSON_LINES));
        String name = lines ? "the list.jsonl" : "the list.csv";
        return read(new ListFile(place.file(), name, ListWords.SENT), type.getParameter("charset"), options, taking);
    }

    private <O, R> R ofParts(
            Spool.Place place, MultipartHttpServletRequest request, OptionsReading<O> reading, Taking<O, R> taking)
            throws IOException, InterruptedException {
        QueryNames.require(request.getQueryString(), Set.of());
        MultipartFile file;
        String document;
        try {
            requireKnown(request.getFileMap().keySet());
            requireOne(FILE, request.getFiles(FILE).size());
            String[] texts = request.getParameterValues(OPTIONS);
            requireOne(OPTIONS, request.getFiles(OPTIONS).size() + (texts == null ? 0 : texts.length));
            file = request.getFile(FILE);
            MultipartFile said = request.getFile(OPTIONS);
            document =
                    said == null ? request.getParameter(OPTIONS) : new String(said.getBytes(), StandardCharsets.UTF_8);
        } catch (MaxUploadSizeExceededException tooLarge) {
            throw spool.tooLarge();
        } catch (MultipartException broken) {
            throw Refusals.unparted();
        }
        if (file == null || document == null) {
            String missing = file == null ? FILE : OPTIONS;
            throw UploadOptions.refused(
                    "part_missing",
                    "/" + missing,
                    "The body has no part '" + missing + "'. Send the list as 'file' and a JSON object as 'options'.");
        }
        O options = reading.ofDocument().apply(document);
        file.transferTo(place.file().toFile());
        String name = file.getOriginalFilename() == null ? "" : file.getOriginalFilename();
        return read(ListFile.sent(place.file(), name, USUAL_NAME), null, options, taking);
    }

    private static void requireKnown(Set<String> parts) {
        parts.stream()
                .filter(part -> !Set.of(FILE, OPTIONS).contains(part))
                .findFirst()
                .ifPresent(other -> {
                    throw UploadOptions.refused(
                            "unknown_part",
                            "/" + Problem.At.escaped(other),
                            "There is no use for a part '" + other + "'. Send 'file' and 'options'.");
                });
    }

    private static void requireOne(String part, int given) {
        if (given > 1) {
            throw UploadOptions.refused(
                    "part_repeated",
                    "/" + part,
                    "The body has " + given + " parts '" + part + "'. Send one; each list is a request of its own.");
        }
    }

    private <O, R> R read(ListFile file, @Nullable String charset, O options, Taking<O, R> taking)
            throws IOException, InterruptedException {
        if (!isZip(file)) {
            return taking.take(options, file, charset);
        }
        if (!workbooks.tryAcquire(WORKBOOK_SECONDS, TimeUnit.SECONDS)) {
            throw new Problem(
                    Problem.Kind.UNAVAILABLE,
                    "too_many_uploads",
                    "Another workbook is being read, one at a time. Send it again in a moment, or as CSV.");
        }
        try {
            return taking.take(options, file, null);
        } finally {
            workbooks.release();
        }
    }

    private static boolean isZip(ListFile file) throws IOException {
        try (InputStream in = Files.newInputStream(file.path())) {
            return in.read() == 'P' && in.read() == 'K';
        }
    }
}
