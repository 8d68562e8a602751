/** Who is here: what the doors report, as retained messages of the gateway's own. */
package org.airmessenger.airbroker.presence;
