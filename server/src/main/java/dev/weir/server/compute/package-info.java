/** Works values out of what a row knows: formulas, forms, kinds of mailboxes, scores. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "waterfall", "expressions"})
package dev.weir.server.compute;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
