package dev.weir.server.credits;

/** Why credits moved. */
enum TransferKind {
    GRANT(1),
    HOLD(2),
    POST(3),
    RELEASE(4),
    REFUND(5);

    final int code;

    TransferKind(int code) {
        this.code = code;
    }
}
