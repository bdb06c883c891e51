package dev.weir.server.credits;

/** Why credits moved. */
enum TransferKind {
    GRANT(1),
    HOLD(2),
    POST(3),
    RELEASE(4),
    /** What a find was charged that is given up, back to its job. */
    REFUND(5),
    /** What a closed job was charged, back to the workspace. */
    REPAYMENT(6);

    final int code;

    TransferKind(int code) {
        this.code = code;
    }
}
