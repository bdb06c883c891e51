package dev.weir.server.rest;

import dev.weir.server.Weir;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.ApiKeys;
import dev.weir.server.workspace.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Lets a request through to its route when its key may use it: says 401 for no or a bad key, 403 for too small a role, and
 * 404 for another tenant's workspace, as for one that does not exist.
 */
@Component
final class Gatekeeper implements HandlerInterceptor, HandlerMethodArgumentResolver {

    static final String CALLER = Gatekeeper.class.getName() + ".caller";

    private static final String SCHEME = "Bearer ";

    private final ApiKeys keys;
    private final RateLimits limits;

    Gatekeeper(Weir weir, RateLimits limits) {
        this.keys = weir.keys();
        this.limits = limits;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod route)) {
            return true;
        }
        Needs needs = route.getMethodAnnotation(Needs.class);
        if (needs == null) {
            // The framework's own: its error page.
            return true;
        }
        if (needs.nobody() || needs.by() != Needs.Bearer.KEY) {
            return true;
        }
        Caller caller = caller(request);
        request.setAttribute(CALLER, caller);
        limits.count(caller.keyId(), response);
        if (!needs.anyKey()) {
            require(needs, caller, request);
        }
        return true;
    }

    private Caller caller(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new Problem(
                    Problem.Kind.UNAUTHENTICATED,
                    "no_key",
                    "This needs an API key: send the header 'Authorization: Bearer weir_…'.");
        }
        String key = header.substring(SCHEME.length()).strip();
        limits.requireTrusted(request.getRemoteAddr(), key);
        try {
            Caller caller = keys.authenticate(key);
            limits.good(key);
            return caller;
        } catch (Problem no) {
            limits.bad(request.getRemoteAddr());
            throw no;
        }
    }

    private static void require(Needs needs, Caller caller, HttpServletRequest request) {
        if (needs.installation() != caller instanceof Caller.Installation) {
            throw forbidden(
                    needs.installation()
                            ? "Only the installation's key may do this."
                            : "The installation's key makes workspaces and grants credits; for this, use a key of the"
                                    + " workspace.");
        }
        if (caller instanceof Caller.Key key) {
            if (!String.valueOf(key.workspace().id()).equals(workspaceIn(request))) {
                throw Problem.notFound("unknown_workspace", "There is no workspace " + workspaceIn(request) + ".");
            }
            if (!key.role().covers(needs.value())) {
                throw forbidden("This needs the role " + needs.value().text() + ", and this key is of the role "
                        + key.role().text() + ".");
            }
        }
    }

    private static Problem forbidden(String sentence) {
        return new Problem(Problem.Kind.FORBIDDEN, "forbidden", sentence);
    }

    /** The workspace that the path names; null when it names none. */
    static @Nullable String workspaceIn(HttpServletRequest request) {
        Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        Object workspace = variables instanceof Map<?, ?> byName ? byName.get("workspaceId") : null;
        return workspace == null ? null : workspace.toString();
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return Caller.class.isAssignableFrom(parameter.getParameterType());
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        Object caller = request.getAttribute(CALLER, NativeWebRequest.SCOPE_REQUEST);
        if (!(caller instanceof Caller) || !parameter.getParameterType().isInstance(caller)) {
            throw new IllegalStateException("the route takes a caller that its @Needs does not ask for");
        }
        return caller;
    }
}
