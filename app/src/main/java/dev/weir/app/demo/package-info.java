/** Shows on sample lists what Weir does, also when a vendor fails or the program is killed. */
@NullMarked
package dev.weir.app.demo;

import org.jspecify.annotations.NullMarked;
