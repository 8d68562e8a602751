/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */

/**
 * The AWS Lambda sink: one message or one batch becomes one invocation, or several in order where
 * the vendor's limits ask for it. Only this package knows the AWS SDK.
 */
package org.airmessenger.gateway.sink.lambda;
