/** One vocabulary for saying no: code, kind, sentence for a human. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.weir.server.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
