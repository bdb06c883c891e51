package dev.weir.acceptance.chaos.inside;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/** What is changed in every process: its failpoints, its commits, the points that the product does not name, the counters. */
final class Woven {

    private static final MethodTypeDesc OF_CONNECTION =
            MethodTypeDesc.of(ConstantDescs.CD_void, ClassDesc.of("java.sql.Connection"));

    private Woven() {}

    static List<Change> all() {
        List<Change> all = new ArrayList<>();
        // The product's own failpoints all go through the one that does nothing.
        all.add(new Change(
                "dev.weir.server.egress.Failpoint",
                Edits.body(
                        "lambda$static$0",
                        code -> code.aload(0)
                                .invokestatic(
                                        ClassDesc.of(Points.class.getName()),
                                        "reached",
                                        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String))
                                .return_())));
        all.add(commits("org.springframework.jdbc.datasource.DataSourceTransactionManager", "doCommit"));
        all.add(commits("dev.weir.server.storage.TableTarget", "write"));
        for (Waypoint point : Waypoint.values()) {
            all.add(point.change());
        }
        for (Counter counter : Counter.values()) {
            all.add(counter.change());
        }
        return all;
    }

    private static Change commits(String className, String method) {
        return new Change(
                className,
                Edits.calls(
                        method,
                        "Connection.commit",
                        (code, call) ->
                                code.invokestatic(ClassDesc.of(Commits.class.getName()), "commit", OF_CONNECTION)));
    }
}
