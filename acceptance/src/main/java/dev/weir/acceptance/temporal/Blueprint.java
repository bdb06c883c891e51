package dev.weir.acceptance.temporal;

import dev.weir.acceptance.Served;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What rows go through. */
enum Blueprint {

    /** Waterfalls of several vendors each, of which one answers later, and what is computed of them. */
    MIXED("contact", "title", "industry", "mailbox"),

    /** Vendors that answer at once. */
    SWIFT("title", "industry");

    private static final List<String> STEPS = List.of("""
            {"name": "contact", "fields": ["person.work_email"], "waterfall": ["hunter", "apollo", "fullenrich.email"],
             "onFailure": "continue"}""", """
            {"name": "title", "fields": ["person.job_title"], "waterfall": ["apollo", "pdl"]}""", """
            {"name": "industry", "fields": ["company.industry"], "waterfall": ["hunter", "pdl", "apollo"]}""", """
            {"name": "mailbox", "kind": "compute", "function": "classify_email", "fields": ["custom.mailbox"],
             "config": {"email": "person.work_email"}, "condition": "has(person.work_email)"}""");

    private final List<String> steps;

    Blueprint(String... steps) {
        this.steps = List.of(steps);
    }

    /** Its name at the server. */
    String slug() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Has a server know all of them. */
    static void register(Served server) throws IOException, InterruptedException {
        for (String step : STEPS) {
            server.post("/registry/steps", step);
        }
        for (Blueprint one : values()) {
            String names = String.join("\", \"", one.steps);
            server.post("/blueprints", "{\"slug\": \"" + one.slug() + "\", \"steps\": [\"" + names + "\"]}");
        }
    }
}
