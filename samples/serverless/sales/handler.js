// Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
//
// Books sales. One CloudEvent or {"Records": [CloudEvent, …]} comes in; what cannot be booked is named, so the gateway
// keeps it in its dead lane and all else counts as delivered. The file stands for a table; its key is the event's id.
'use strict';

const fs = require('node:fs');

exports.ingest = async (event) => {
  const batchItemFailures = [];
  for (const sale of event.Records ?? [event]) {
    if (sale.data?.cents > 0) {
      fs.appendFileSync(process.env.RECEIVED, `${JSON.stringify(sale)}\n`);
    } else {
      batchItemFailures.push({ itemIdentifier: sale.id });
    }
  }
  return { batchItemFailures };
};
