package dev.weir.server.rest;

import dev.weir.server.Weir;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** Gives a route its {@link Act}. */
@Component
final class Acts implements HandlerMethodArgumentResolver {

    private final Weir weir;
    private final JsonMapper json;

    Acts(Weir weir, JsonMapper json) {
        this.weir = weir;
        this.json = json;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Act.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        HttpServletRequest servlet = request.getNativeRequest(HttpServletRequest.class);
        Object caller = request.getAttribute(Gatekeeper.CALLER, NativeWebRequest.SCOPE_REQUEST);
        if (servlet == null || !(caller instanceof Caller somebody)) {
            throw new IllegalStateException("only who shows a key can act");
        }
        return new Act(
                weir,
                json,
                somebody,
                workspace(servlet),
                servlet.getMethod() + " " + route(servlet),
                servlet.getHeader(Act.IDEMPOTENCY_KEY));
    }

    /** The path as its route reads it: one that is written another way, with {@code %61} for a letter, is the same act. */
    private static String route(HttpServletRequest request) {
        String path = String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables) {
            for (Map.Entry<?, ?> variable : variables.entrySet()) {
                path = path.replace("{" + variable.getKey() + "}", String.valueOf(variable.getValue()));
            }
        }
        return path;
    }

    private static long workspace(HttpServletRequest request) {
        String named = Gatekeeper.workspaceIn(request);
        if (named == null) {
            return Act.INSTALLATION;
        }
        try {
            return Long.parseLong(named);
        } catch (NumberFormatException e) {
            throw Problem.notFound("unknown_workspace", "There is no workspace " + named + ".");
        }
    }
}
