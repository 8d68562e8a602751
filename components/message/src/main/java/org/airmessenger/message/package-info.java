/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * The words every room shares. No logic of any room lives here, and nothing here knows Camel, a
 * broker or a wire: it is the vocabulary that lets the rooms stay strangers to one another.
 */
package org.airmessenger.message;
