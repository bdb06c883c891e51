package dev.weir.app.knowing;

import dev.weir.lists.files.FileFormat;
import dev.weir.lists.files.RowWriter;
import dev.weir.lists.results.JobResults;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import java.nio.file.Path;

/**
 * Writes what a job knows of its rows. The columns of a list that `weir enrich` read are not stored; running it on the
 * same list writes those.
 */
public final class JobExport {

    private JobExport() {}

    /** All rows, or nothing. */
    public static void write(Weir weir, Job job, int totalRows, boolean provenance, Path out) {
        FileFormat format = FileFormat.byName(out).orElse(FileFormat.CSV);
        JobResults results = JobResults.of(weir, job, totalRows, format, provenance);
        try (RowWriter writer = RowWriter.to(out, format, results.columns())) {
            results.write(writer);
            writer.commit();
        }
    }
}
