package dev.weir.server.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Writes the OpenAPI document once. It is the same for everybody, anybody may ask for it, and writing its half a megabyte
 * takes a processor's time of many requests and, where its reader is slow, a copy of his own for as long.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class KeptDocument extends OncePerRequestFilter {

    private volatile byte @Nullable [] kept;

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !HttpMethod.GET.matches(request.getMethod())
                || !request.getRequestURI().equals(RestServer.DOCUMENT)
                || request.getQueryString() != null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        byte[] document = kept;
        if (document == null) {
            ContentCachingResponseWrapper whole = new ContentCachingResponseWrapper(response);
            chain.doFilter(request, whole);
            if (whole.getStatus() == HttpStatus.OK.value()) {
                kept = whole.getContentAsByteArray();
            }
            whole.copyBodyToResponse();
            return;
        }
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(document.length);
        response.getOutputStream().write(document);
    }
}
