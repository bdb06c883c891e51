package dev.weir.sandbox;

/** A department as it stands in a title, and the vendors' words for it. */
enum Department {
    OPERATIONS("Operations", "operations", "master_operations", "operations"),
    SALES("Sales", "sales", "master_sales", "sales"),
    MARKETING("Marketing", "marketing", "master_marketing", "marketing"),
    FINANCE("Finance", "finance", "master_finance", "finance"),
    ENGINEERING("Engineering", "it", "master_engineering_technical", "engineering"),
    PEOPLE("People", "hr", "master_human_resources", "human_resources");

    final String title;
    final String hunter;
    final String apollo;
    final String pdl;

    Department(String title, String hunter, String apollo, String pdl) {
        this.title = title;
        this.hunter = hunter;
        this.apollo = apollo;
        this.pdl = pdl;
    }
}
