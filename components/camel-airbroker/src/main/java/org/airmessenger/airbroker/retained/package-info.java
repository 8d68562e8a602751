/** Retained messages: the last one of each topic, on disk, for whoever subscribes next. */
package org.airmessenger.airbroker.retained;
