package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.chaos.judge.CustomerFacts.Job;
import dev.weir.acceptance.chaos.judge.CustomerFacts.Moved;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A customer paid each record once and at its price, no more than was allowed, and has the rest back. */
final class CustomerWall {

    private final CustomerFacts facts;
    private final Map<Long, Long> postedOfJob = new HashMap<>();
    private final List<Discrepancy> found = new ArrayList<>();

    private CustomerWall(CustomerFacts facts) {
        this.facts = facts;
    }

    /** What does not fit; empty when all does. */
    static List<Discrepancy> of(CustomerFacts facts) {
        CustomerWall wall = new CustomerWall(facts);
        wall.posts();
        facts.jobs().forEach(wall::job);
        wall.rows();
        wall.workspaces();
        facts.days().stream()
                .filter(day -> day.spent() > day.most())
                .forEach(day -> wall.name(
                        Kind.CAP_EXCEEDED, day.scope(), day.spent() + " were spent of " + day.most() + " a day"));
        return List.copyOf(wall.found);
    }

    private void posts() {
        Set<Asking> posted = new HashSet<>();
        for (Moved moved : facts.moves()) {
            posted.add(moved.asking());
            postedOfJob.merge(moved.asking().job(), moved.net(), Long::sum);
            String subject = moved.asking().toString();
            long charge = facts.charges().getOrDefault(moved.asking(), 0L);
            if (moved.posts() > 1) {
                name(Kind.CHARGED_TWICE, subject, "posted " + moved.posts() + " times, " + moved.posted() + " in all");
            } else if (moved.posted() != charge) {
                name(
                        Kind.CUSTOMER_CHARGED_WRONG,
                        subject,
                        moved.posted() + " were posted, and its records say " + charge);
            }
            if (moved.returned() + moved.repaid() > moved.posted()) {
                name(
                        Kind.CUSTOMER_CHARGED_WRONG,
                        subject,
                        moved.returned() + moved.repaid() + " were given back of " + moved.posted());
            }
        }
        facts.charges().forEach((asking, charge) -> {
            if (charge > 0 && !posted.contains(asking)) {
                name(
                        Kind.CUSTOMER_CHARGED_WRONG,
                        asking.toString(),
                        "its records say " + charge + ", and nothing was posted");
            }
        });
    }

    private void job(Job job) {
        String subject = "job " + job.id();
        long posted = postedOfJob.getOrDefault(job.id(), 0L);
        if (job.closed() && (job.balance() != job.doubt() || job.open() != 0)) {
            name(
                    Kind.BALANCE_WRONG,
                    subject,
                    "has closed and holds " + job.balance() + ", with " + job.doubt() + " in doubt and " + job.open()
                            + " open");
        }
        if (posted + job.doubt() > job.held()) {
            name(
                    Kind.CAP_EXCEEDED,
                    subject,
                    posted + " posted and " + job.doubt() + " in doubt of a hold of " + job.held());
        }
        job.most().ifPresent(most -> {
            if (posted + job.doubt() > most) {
                name(Kind.CAP_EXCEEDED, subject, posted + " posted and " + job.doubt() + " in doubt of " + most);
            }
        });
    }

    private void rows() {
        Map<Long, Job> capped = new HashMap<>();
        facts.jobs().stream().filter(job -> job.mostRow().isPresent()).forEach(job -> capped.put(job.id(), job));
        Map<Asking.Row, Long> spent = new HashMap<>();
        facts.moves().stream()
                .filter(moved -> capped.containsKey(moved.asking().job()))
                .forEach(moved -> spent.merge(moved.asking().ofRow(), moved.net(), Long::sum));
        spent.forEach((row, sum) -> {
            Job job = capped.get(row.job());
            long most = job == null ? Long.MAX_VALUE : job.mostRow().orElse(Long.MAX_VALUE);
            if (sum > most) {
                name(Kind.CAP_EXCEEDED, row.toString(), sum + " were posted of " + most + " a row");
            }
        });
    }

    /** What was granted is there, was spent or stands in the accounts of jobs. */
    private void workspaces() {
        Map<Long, Long> left = new HashMap<>(facts.granted());
        Map<Long, Long> workspaceOf = new HashMap<>();
        facts.jobs().forEach(job -> {
            workspaceOf.put(job.id(), job.workspace());
            left.merge(job.workspace(), -job.balance(), Long::sum);
        });
        facts.moves().forEach(moved -> {
            Long workspace = workspaceOf.get(moved.asking().job());
            if (workspace == null) {
                name(Kind.LOST, moved.asking().toString(), "was posted, and its job is not there");
            } else {
                left.merge(workspace, moved.repaid() - moved.net(), Long::sum);
            }
        });
        left.forEach((workspace, sum) -> {
            Long balance = facts.balances().get(workspace);
            if (balance == null || balance.longValue() != sum) {
                name(
                        Kind.BALANCE_WRONG,
                        "workspace " + workspace,
                        "has " + balance + ", and what was granted less what it spent and holds is " + sum);
            }
        });
    }

    private void name(Kind kind, String subject, String detail) {
        found.add(new Discrepancy(kind, subject, detail));
    }
}
