package dev.weir.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcFilesTest {

    @Test
    void timesAreCountedBehindANameWithBlanksAndBrackets() {
        String stat = "4242 (post gres) :) x) S 1 4242 4242 0 -1 4194304 1 2 3 4 100 20 3000 400 20 0 1 0 77";

        assertThat(ProcFiles.ticks(stat, false)).isEqualTo(120);
        assertThat(ProcFiles.ticks(stat, true)).isEqualTo(3_520);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsSharedCountsLessThanInFull() {
        long self = ProcessHandle.current().pid();

        assertThat(ProcFiles.rssKib(self)).isGreaterThan(10_000);
        assertThat(ProcFiles.pssKib(self)).isBetween(10_000L, ProcFiles.rssKib(self) * 2);
        assertThat(ProcFiles.processorMicros(self, false)).isPositive();
    }

    @Test
    void aProcessThatHasEndedTellsNothing() {
        assertThat(ProcFiles.rssKib(Long.MAX_VALUE)).isZero();
        assertThat(ProcFiles.processorMicros(Long.MAX_VALUE, true)).isZero();
        assertThat(ProcFiles.name(Long.MAX_VALUE)).isEmpty();
    }
}
