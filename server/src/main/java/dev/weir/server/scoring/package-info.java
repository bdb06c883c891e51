/**
 * Says what subscribers are worth to a workspace, by a model of its own, and why.
 *
 * <p>Owns {@code weir.icp_model}. A score is worked out from what is known: it asks nobody and costs nothing.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "workspace", "compute", "expressions", "waterfall", "audience"})
package dev.weir.server.scoring;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
