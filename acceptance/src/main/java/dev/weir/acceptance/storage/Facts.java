package dev.weir.acceptance.storage;

import java.util.List;
import java.util.Map;

/**
 * What was found when a run was over.
 *
 * @param companies their domains; a company's place in it is its row in each job
 * @param ids of the companies, in that order
 * @param jobs that ran the blueprint over all of them, in the order of their submits
 * @param play the blueprint
 * @param arrivals at the steps' destinations
 * @param calls of our own records, by the step's place in the blueprint
 * @param posts what the customer paid, by that place, too
 * @param bills of the vendors
 * @param loggedByApi lines of the log, as the API counts them
 * @param verified what {@code weir verify} said; empty when it found nothing wrong
 */
record Facts(
        List<String> companies,
        List<Long> ids,
        List<Long> jobs,
        String play,
        Map<ShippedStep, Arrivals> arrivals,
        List<WeirTables.LogLine> log,
        List<WeirTables.Completion> completions,
        Map<Integer, WeirTables.Calls> calls,
        Map<Integer, WeirTables.Posts> posts,
        Map<ShippedStep, VendorBill> bills,
        long loggedByApi,
        String verified) {

    Facts {
        companies = List.copyOf(companies);
        ids = List.copyOf(ids);
        jobs = List.copyOf(jobs);
        arrivals = Map.copyOf(arrivals);
        log = List.copyOf(log);
        completions = List.copyOf(completions);
        calls = Map.copyOf(calls);
        posts = Map.copyOf(posts);
        bills = Map.copyOf(bills);
    }

    /** The same with what {@code weir verify} said. */
    Facts verified(String said) {
        return new Facts(
                companies, ids, jobs, play, arrivals, log, completions, calls, posts, bills, loggedByApi, said);
    }
}
