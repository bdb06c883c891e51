package dev.weir.server.rest;

import org.jspecify.annotations.Nullable;

/**
 * What an act has done.
 *
 * @param status 201 for what was made, 200 for what was changed
 * @param subject to what it was done, for the audit, as {@code api_key 12}; never a secret
 * @param answer what its sender is told
 * @param again what is kept and told when the request is sent again: without what is shown once
 * @param location where what was made is found; null when nothing was
 * @param workspaceId whose audit it goes into; null for that of the workspace in the path
 */
record Made<T>(
        int status,
        String subject,
        T answer,
        T again,
        @Nullable String location,
        @Nullable Long workspaceId) {

    /** A thing that is new, and where it is found. */
    static <T> Made<T> created(String subject, T answer, String location) {
        return new Made<>(201, subject, answer, answer, location, null);
    }

    /** A thing that has changed. */
    static <T> Made<T> changed(String subject, T answer) {
        return new Made<>(200, subject, answer, answer, null, null);
    }

    /** The same, with that kept instead: without what is shown once. */
    Made<T> keeping(T withoutSecret) {
        return new Made<>(status, subject, answer, withoutSecret, location, workspaceId);
    }

    /** The same, noted in that workspace. */
    Made<T> in(long workspace) {
        return new Made<>(status, subject, answer, again, location, workspace);
    }
}
