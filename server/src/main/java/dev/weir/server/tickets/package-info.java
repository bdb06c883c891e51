/** What stands for answers that come later: submissions, tickets and the evidence that has come for them. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "workspace", "jobs", "waterfall"})
package dev.weir.server.tickets;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
