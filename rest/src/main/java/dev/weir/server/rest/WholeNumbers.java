package dev.weir.server.rest;

import java.beans.PropertyEditorSupport;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/**
 * Whole numbers in paths and queries, written one way alone: {@code 12}, and neither {@code 012} nor {@code +12} nor
 * {@code 0xC}. What is done once however often it is sent is told from others by its path.
 */
@ControllerAdvice
final class WholeNumbers {

    private static final Pattern USUAL = Pattern.compile("0|-?[1-9][0-9]*");

    // Editors, and not converters: behind one of those that says no, the framework tries its own, which take all of
    // these.
    @InitBinder
    void readThem(WebDataBinder binder) {
        binder.registerCustomEditor(long.class, new Editor(Long::valueOf));
        binder.registerCustomEditor(Long.class, new Editor(Long::valueOf));
        binder.registerCustomEditor(Integer.class, new Editor(Integer::valueOf));
        binder.registerCustomEditor(int.class, new Editor(Integer::valueOf));
    }

    private static final class Editor extends PropertyEditorSupport {
        private final Function<String, Object> read;

        Editor(Function<String, Object> read) {
            this.read = read;
        }

        @Override
        public void setAsText(String text) {
            if (!text.isEmpty() && !USUAL.matcher(text).matches()) {
                throw new IllegalArgumentException("no whole number");
            }
            setValue(text.isEmpty() ? null : read.apply(text));
        }
    }
}
