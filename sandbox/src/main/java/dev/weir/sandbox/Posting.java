package dev.weir.sandbox;

import java.util.List;

/**
 * A submission that a vendor has taken and answers later.
 *
 * @param id the vendor's name of it, under which its document can be asked for
 * @param vendor whose settings say when and how it answers
 * @param document what asking gives once it is there
 * @param events what is called back, in order, all of it when the answer is there
 */
@SuppressWarnings("ArrayRecordComponent") // bodies are handed on, never compared
record Posting(String id, Vendor vendor, byte[] document, List<Event> events) {

    Posting {
        events = List.copyOf(events);
    }

    /**
     * One call-back.
     *
     * @param secretHeader the header that proves who calls; empty when nothing does
     * @param secret what stands there
     */
    @SuppressWarnings("ArrayRecordComponent") // bodies are handed on, never compared
    record Event(String url, String secretHeader, String secret, byte[] body) {}
}
