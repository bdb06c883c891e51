package dev.weir.server.telemetry;

import dev.weir.provider.Sha256;
import dev.weir.server.jobs.Job;
import java.util.HexFormat;

/**
 * The numbers of a job's trace and of its span there. Every server that runs a part of the job derives the same, so that
 * all parts meet; its moment is in them because other installations, too, have a job 1 in a workspace 1.
 */
record JobIds(String trace, String span) {

    static JobIds of(Job job) {
        String name = "weir " + job.workspaceId() + " " + job.id() + " " + job.createdAt();
        byte[] digest = Sha256.of(name);
        HexFormat hex = HexFormat.of();
        return new JobIds(hex.formatHex(digest, 0, 16), hex.formatHex(digest, 16, 24));
    }
}
