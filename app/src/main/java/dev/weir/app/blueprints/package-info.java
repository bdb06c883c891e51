/** Steps and blueprints as YAML files: read, compared with the registry, made so, written. */
@NullMarked
package dev.weir.app.blueprints;

import org.jspecify.annotations.NullMarked;
