package dev.weir.server.credits;

/** Whose money an account counts. */
enum AccountKind {
    WORKSPACE(1),
    JOB(2),
    REVENUE(3),
    GRANTS(4);

    final int code;

    AccountKind(int code) {
        this.code = code;
    }
}
