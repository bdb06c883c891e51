package dev.weir.acceptance.chaos.inside;

/** Thrown at a point because the harness wanted it; its message names the arming, so that logs tell it from real ones. */
public final class PlantedFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PlantedFailure(String id, String point) {
        super(text(id, point));
    }

    static String text(String id, String point) {
        return "planted by the fault harness: " + id + " at " + point;
    }
}
