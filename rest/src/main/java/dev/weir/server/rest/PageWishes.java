package dev.weir.server.rest;

import dev.weir.server.problem.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Reads {@code page}, {@code limit} and {@code cursor} for every route that lists. */
@Component
final class PageWishes implements HandlerMethodArgumentResolver {

    private static final int USUAL = 50;

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == PageWish.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        return new PageWish(
                number(request, "page", 1), number(request, "limit", USUAL), request.getParameter("cursor"));
    }

    private static int number(NativeWebRequest request, String name, int usual) {
        String text = request.getParameter(name);
        if (text == null) {
            return usual;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw Problem.invalid("bad_" + name, name + " is '" + text + "', which is no whole number.")
                    .at("/" + name, "must be a whole number");
        }
    }
}
