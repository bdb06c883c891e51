package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.chaos.judge.VendorFacts.Answered;
import dev.weir.acceptance.chaos.judge.VendorFacts.Standing;
import dev.weir.acceptance.chaos.judge.VendorFacts.Stray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every charge of the vendors' ledger belongs to an asking we know, was made as often as we know, and cost what we say.
 *
 * <p>A call does not name its asking. It is found by what the question says: an asking of the same vendor whose row has
 * every value of the question that any row has. Where several rows ask the same (a rerun, another workspace) they are held
 * against the ledger together.
 */
final class VendorWall {

    /** Of one attempt. */
    private static final int MOST_TRIES = 3;

    private final VendorFacts facts;
    private final Map<String, Group> groups = new HashMap<>();
    private final Askers askers;
    private final List<Discrepancy> found = new ArrayList<>();

    private VendorWall(VendorFacts facts) {
        this.facts = facts;
        this.askers = new Askers(facts.values());
    }

    /** What does not fit; empty when all does. */
    static List<Discrepancy> of(VendorFacts facts) {
        VendorWall wall = new VendorWall(facts);
        wall.index();
        wall.join();
        Set<Group> all = new HashSet<>();
        wall.groups.values().forEach(group -> all.add(group.root()));
        all.stream().sorted((one, other) -> one.name.compareTo(other.name)).forEach(wall::check);
        wall.handovers();
        wall.totals();
        return List.copyOf(wall.found);
    }

    /** Questions and askings that can only be told apart together. */
    private static final class Group {
        private final String name;
        private Group parent = this;
        private final Map<String, List<Call>> calls = new TreeMap<>();
        private final Set<Asking> askings = new HashSet<>();
        private final Set<Asking> keyed = new HashSet<>();
        private final Set<String> keys = new HashSet<>();
        /** By what they ask: who asks the same once more may be answered for nothing. */
        private final Map<String, Long> certain = new HashMap<>();

        private long again;
        private long tries;
        /** Of which nobody has heard the end. */
        private long unheard;

        private long most;

        private Group(String name) {
            this.name = name;
        }

        private long least() {
            return certain.values().stream().mapToLong(Long::longValue).sum();
        }

        private Group root() {
            Group group = this;
            while (group.parent != group) {
                group.parent = group.parent.parent;
                group = group.parent;
            }
            return group;
        }
    }

    private static String node(String vendor, Asking.Row row) {
        return vendor + " " + row;
    }

    private void index() {
        facts.records().forEach(one -> asks(one.vendor(), one.asking()));
        facts.standing().forEach(one -> asks(one.vendor(), one.asking()));
        facts.strays().forEach(one -> asks(one.vendor(), one.asking()));
    }

    private void asks(String vendor, Asking asking) {
        askers.asks(vendor, asking.ofRow());
        groups.computeIfAbsent(node(vendor, asking.ofRow()), Group::new);
    }

    private void join() {
        Map<String, List<Call>> questions = new LinkedHashMap<>();
        for (Call call : facts.calls()) {
            if (call.worked() || call.charged() > 0) {
                questions
                        .computeIfAbsent(call.subject(), _ -> new ArrayList<>())
                        .add(call);
            }
        }
        Map<String, Asking.Row> askedBy = new HashMap<>();
        questions.forEach((question, calls) -> join(question, calls).ifPresent(row -> askedBy.put(question, row)));
        askedBy.forEach((question, row) -> {
            List<Call> calls = questions.getOrDefault(question, List.of());
            group(calls.getFirst().vendor(), row).calls.put(question, calls);
        });
        facts.records().forEach(this::add);
        facts.standing().forEach(this::add);
        facts.strays().forEach(this::add);
    }

    /** Puts all together that may have asked it. @return any of them; empty where there is none */
    private Optional<Asking.Row> join(String question, List<Call> calls) {
        Call first = calls.getFirst();
        Set<Asking.Row> rows = askers.of(first);
        for (Asking.Row row : rows) {
            Group one = group(first.vendor(), rows.iterator().next());
            group(first.vendor(), row).parent = one;
        }
        long charged = calls.stream().mapToLong(Call::charged).sum();
        if (rows.isEmpty() && charged > 0) {
            name(
                    Kind.CHARGE_UNKNOWN,
                    question,
                    charged + " were charged, and no record or intent of any row that asks this is there");
        }
        return rows.stream().findAny();
    }

    private Group group(String vendor, Asking.Row row) {
        return groups.computeIfAbsent(node(vendor, row), Group::new).root();
    }

    private void add(Answered one) {
        Group group = group(one.vendor(), one.asking().ofRow());
        group.askings.add(one.asking());
        group.keyed.add(one.asking());
        group.keys.add(one.key());
        group.again += one.attempt() - 1L;
        group.tries += Math.max(0, one.tries() - 1);
        group.unheard += one.attempt() - (one.said() ? 0L : 1L);
        if (!one.said()) {
            group.certain.merge(one.key(), one.certain(), Math::max);
        }
        group.most += one.certain() + one.possible() + (one.said() ? one.cost() : 0);
    }

    private void add(Standing one) {
        Group group = group(one.vendor(), one.asking().ofRow());
        group.askings.add(one.asking());
        group.keyed.add(one.asking());
        group.keys.add(one.key());
        group.again += one.attempt() - 1L;
        group.unheard += one.attempt();
        group.most += one.possible() + one.cost();
    }

    private void add(Stray one) {
        Group group = group(one.vendor(), one.asking().ofRow());
        group.askings.add(one.asking());
        group.again += one.times();
        group.unheard += one.times();
        group.most += one.possible();
    }

    private void check(Group group) {
        // Not every asking of a question has its own: those that ask what others ask may each have asked it.
        long others = Math.max(0, group.keyed.size() - Math.max(1, group.keys.size()));
        long known = 1 + others + group.again;
        long charged = 0;
        for (Map.Entry<String, List<Call>> question : group.calls.entrySet()) {
            List<Call> calls = question.getValue();
            long worked = calls.stream().filter(Call::worked).count();
            long paid = calls.stream().filter(call -> call.charged() > 0).count();
            charged += calls.stream().mapToLong(Call::charged).sum();
            // What came whole is not asked for again; an answer that was cut is, where that is free.
            List<Call> all = calls.stream()
                    .filter(call -> call.worked() && call.fault().isEmpty())
                    .toList();
            long whole = all.size();
            // One of them was heard, and settles it.
            long unheard = all.stream()
                    .limit(Math.max(0, whole - 1))
                    .filter(facts::mayBeUnheard)
                    .count();
            // Those of an attempt that was lost with its server are not known.
            long repetitions = group.tries + group.unheard * (MOST_TRIES - 1);
            if (whole - unheard > known || worked > known + repetitions) {
                name(
                        Kind.SENT_TWICE,
                        question.getKey(),
                        "sent " + worked + " times, of which " + whole + " were answered whole, and we know of " + known
                                + " calls and " + repetitions + " repetitions" + about(group));
            }
            if (paid > known + group.tries) {
                name(
                        Kind.CHARGED_TWICE,
                        question.getKey(),
                        "charged " + paid + " times, and we know of " + (known + group.tries) + " calls"
                                + about(group));
            }
        }
        long slack = slack(group);
        if (charged < group.least() - slack || charged > group.most + slack) {
            name(
                    Kind.VENDOR_COST_WRONG,
                    group.name,
                    charged + " were charged, and we say " + group.least() + " to " + group.most + about(group));
        }
    }

    private static String about(Group group) {
        return ": " + group.askings.stream().map(Asking::toString).sorted().toList();
    }

    /** What vendors' totals were corrected by where this was asked: it is not known for whom. */
    private long slack(Group group) {
        return facts.adjustments().stream()
                .filter(one -> group.askings.stream()
                        .anyMatch(asking -> asking.job() == one.job()
                                && asking.step() == one.step()
                                && asking.place() == one.place()))
                .mapToLong(one -> Math.abs(one.amount()))
                .sum();
    }

    /** No vendor is given work anew that it may be at. */
    private void handovers() {
        Map<String, Call> latest = new HashMap<>();
        facts.calls().stream()
                .filter(call -> !call.ticket().isEmpty() && call.worked())
                .forEach(call -> {
                    Call earlier = latest.put(call.ticket(), call);
                    if (earlier != null && facts.crosses(call, earlier)) {
                        name(
                                Kind.SENT_TWICE,
                                call.subject(),
                                "handed over as " + call.ticket() + " at " + earlier.time() + " and again at "
                                        + call.time() + ", when an answer might still have come");
                    }
                });
    }

    private void totals() {
        long charged = facts.calls().stream().mapToLong(Call::charged).sum();
        long adjusted = facts.adjustments().stream()
                .mapToLong(VendorFacts.Adjustment::amount)
                .sum();
        Set<Group> all = new HashSet<>();
        groups.values().forEach(group -> all.add(group.root()));
        long least = adjusted + all.stream().mapToLong(Group::least).sum();
        long most = adjusted + all.stream().mapToLong(group -> group.most).sum();
        if (charged < least || charged > most) {
            name(Kind.VENDOR_COST_WRONG, "all vendors", charged + " were charged, and we say " + least + " to " + most);
        }
    }

    private void name(Kind kind, String subject, String detail) {
        found.add(new Discrepancy(kind, subject, detail));
    }
}
