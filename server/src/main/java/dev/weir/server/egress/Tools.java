package dev.weir.server.egress;

import java.util.random.RandomGenerator;

/** What every asking works with. */
record Tools(EgressSettings settings, Wire wire, Ticker ticker, RandomGenerator random, Failpoint failpoint) {}
