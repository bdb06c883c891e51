package dev.weir.server.egress;

import java.util.random.RandomGenerator;

/** What every asking works with. */
record Tools(
        EgressSettings settings,
        Wires wires,
        Ticker ticker,
        RandomGenerator random,
        Failpoint failpoint,
        CallCounts counts) {}
