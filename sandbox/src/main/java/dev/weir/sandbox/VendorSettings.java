package dev.weir.sandbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How one vendor behaves.
 *
 * @param rejectedKeys keys answered as wrong; every other key that is not empty is accepted
 * @param hitRates operation id → share of subjects it knows, 0 to 1; operations left out keep their usual rate
 * @param later how it answers what it answers later
 * @param credits balance at the ledger's beginning, in 1/1000 credit; negative for one without end
 */
public record VendorSettings(
        Set<String> rejectedKeys,
        Map<String, Double> hitRates,
        Latency latency,
        Pace pace,
        long credits,
        Outage outage,
        Quirks quirks,
        List<FaultRule> faults,
        LateSettings later) {

    /** The vendor at its best: answers at once, without limits, outage or fault. */
    public static final VendorSettings DEFAULT = new VendorSettings(
            Set.of(),
            Map.of(),
            Latency.NONE,
            Pace.UNLIMITED,
            -1,
            Outage.NONE,
            Quirks.DEFAULT,
            List.of(),
            LateSettings.DEFAULT);

    public VendorSettings {
        rejectedKeys = Set.copyOf(rejectedKeys);
        hitRates = Map.copyOf(hitRates);
        faults = List.copyOf(faults);
        hitRates.values().forEach(rate -> Quirks.checkShare("hit rate", rate));
    }

    /** Milliseconds before an answer leaves, drawn evenly per question. */
    public record Latency(long minMillis, long maxMillis) {
        public static final Latency NONE = new Latency(0, 0);

        public Latency {
            if (minMillis < 0 || maxMillis < minMillis) {
                throw new IllegalArgumentException("Latency runs from 0 or more milliseconds upwards");
            }
        }
    }

    /** Calls the vendor takes in a fixed second and a fixed minute; 0 for no limit. */
    public record Pace(int perSecond, int perMinute) {
        public static final Pace UNLIMITED = new Pace(0, 0);

        public Pace {
            if (perSecond < 0 || perMinute < 0) {
                throw new IllegalArgumentException("A pace is 0 (no limit) or more");
            }
        }
    }

    /**
     * A time in which the vendor is down for every call: switched on by hand, or from one call of the vendor to another
     * (counted from 1 since the ledger began, both included; {@code toCall} 0 for no window). Never billed.
     */
    public record Outage(boolean on, long fromCall, long toCall, FaultKind kind) {
        public static final Outage NONE = new Outage(false, 0, 0, FaultKind.SERVER_ERROR);

        boolean covers(long call) {
            return on || (toCall > 0 && call >= fromCall && call <= toCall);
        }
    }

    public VendorSettings withRejectedKeys(Set<String> keys) {
        return new VendorSettings(keys, hitRates, latency, pace, credits, outage, quirks, faults, later);
    }

    public VendorSettings withHitRate(VendorOperation operation, double rate) {
        var rates = new HashMap<>(hitRates);
        rates.put(operation.id(), rate);
        return new VendorSettings(rejectedKeys, rates, latency, pace, credits, outage, quirks, faults, later);
    }

    public VendorSettings withLatency(long minMillis, long maxMillis) {
        var range = new Latency(minMillis, maxMillis);
        return new VendorSettings(rejectedKeys, hitRates, range, pace, credits, outage, quirks, faults, later);
    }

    public VendorSettings withPace(int perSecond, int perMinute) {
        var limits = new Pace(perSecond, perMinute);
        return new VendorSettings(rejectedKeys, hitRates, latency, limits, credits, outage, quirks, faults, later);
    }

    public VendorSettings withCredits(long milli) {
        return new VendorSettings(rejectedKeys, hitRates, latency, pace, milli, outage, quirks, faults, later);
    }

    public VendorSettings withOutage(Outage time) {
        return new VendorSettings(rejectedKeys, hitRates, latency, pace, credits, time, quirks, faults, later);
    }

    public VendorSettings withQuirks(Quirks shares) {
        return new VendorSettings(rejectedKeys, hitRates, latency, pace, credits, outage, shares, faults, later);
    }

    public VendorSettings withFaults(FaultRule... rules) {
        return new VendorSettings(
                rejectedKeys, hitRates, latency, pace, credits, outage, quirks, List.of(rules), later);
    }

    public VendorSettings withLater(LateSettings manners) {
        return new VendorSettings(rejectedKeys, hitRates, latency, pace, credits, outage, quirks, faults, manners);
    }

    double hitRate(VendorOperation operation) {
        Double own = hitRates.get(operation.id());
        return own == null ? operation.usualHitRate() : own;
    }
}
