package dev.weir.lists.files;

import dev.weir.server.problem.Problem;

/** How the door through which a list came calls what one can say about it. */
public enum ListWords {
    /** Options of a command. */
    TYPED {
        @Override
        String name(String option) {
            return "--" + option;
        }

        @Override
        String saying(String option, String value) {
            return "--" + option + " " + value;
        }

        @Override
        String mapping() {
            return "--map";
        }

        @Override
        Problem placed(Problem problem, String header) {
            return problem;
        }

        @Override
        String mapping(String header, String field) {
            return "--map '" + header + "=" + field + "'";
        }
    },
    /** Properties of a request's options. */
    SENT {
        @Override
        String name(String option) {
            return "\"" + option + "\"";
        }

        @Override
        String saying(String option, String value) {
            return "\"" + option + "\": \"" + value + "\"";
        }

        @Override
        String mapping() {
            return "\"mapping\"";
        }

        @Override
        Problem placed(Problem problem, String header) {
            String pointer = "/mapping/" + Problem.At.escaped(header);
            return problem.at(pointer);
        }

        @Override
        String mapping(String header, String field) {
            return "\"mapping\": {\"" + header + "\": \"" + field + "\"}";
        }
    };

    /** An option, such as {@code --sheet}. */
    abstract String name(String option);

    /** An option with its value, such as {@code --encoding UTF-16LE}. */
    abstract String saying(String option, String value);

    /** What says which column gives which field. */
    abstract String mapping();

    /** A refusal of what was said of that column, with its place where what was said is a document. */
    abstract Problem placed(Problem problem, String header);

    /** That, with one column. */
    abstract String mapping(String header, String field);
}
