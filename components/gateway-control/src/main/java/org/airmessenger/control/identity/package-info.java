/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** Who devices and operators are: certificates, revocation, and what a policy lets a device do. */
package org.airmessenger.control.identity;
