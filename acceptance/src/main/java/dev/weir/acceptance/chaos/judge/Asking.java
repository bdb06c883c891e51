package dev.weir.acceptance.chaos.judge;

/** A place of a step of a row of a job: what is asked, and charged, once. */
record Asking(long job, int row, int step, int place) {

    Row ofRow() {
        return new Row(job, row);
    }

    /** A row of a job. */
    record Row(long job, int row) {
        @Override
        public String toString() {
            return "job " + job + " row " + row;
        }
    }

    @Override
    public String toString() {
        return "job " + job + " row " + row + " step " + step + " place " + place;
    }
}
