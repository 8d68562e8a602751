/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

/**
 * By what others verify the tokens of this gateway. Bound in Camel's registry as {@value #BEAN}.
 * Thread-safe and never blocking.
 */
public interface PublicKeys {

    /** Name of the bean. */
    String BEAN = "airPublicKeys";

    /** Media type of {@link #jwks()} (RFC 7517, 8.5.2). */
    String MEDIA_TYPE = "application/jwk-set+json";

    /** All keys that verify now, as a JSON Web Key set (RFC 7517, 5) in UTF-8. */
    byte[] jwks();
}
