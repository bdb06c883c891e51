/**
 * Knows the companies of a workspace, each by one domain.
 *
 * <p>Owns {@code weir.companies}. {@link dev.weir.server.companies.Companies} is the door.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "problem")
package dev.weir.server.companies;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
