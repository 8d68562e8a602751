/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * The way down to devices. A command is written with the lanes' copies into one of a few queues of
 * the journal; from there it goes to the device's line at once, or, if that is away or slow, onto a
 * shelf on disk that is sorted by device. So what waits takes no heap, and no device a queue.
 */
package org.airmessenger.airbroker.down;
