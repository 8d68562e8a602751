// Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
//
// A function as a user would write it: it takes one CloudEvent or {"Records": [CloudEvent, …]}, answers which of
// them failed, and does what the events ask it to, so that tests can make it fail in every way.
'use strict';

const fs = require('node:fs');

class Away extends Error {
  constructor(message) {
    super(message);
    this.name = 'Away';
  }
}

const pause = (millis) => new Promise((resolve) => { setTimeout(resolve, millis); });

exports.ingest = async (event) => {
  const records = event.Records ?? [event];
  const failed = [];
  const taken = [];
  for (const record of records) {
    const wish = record.data?.do;
    if (wish === 'throw') throw new TypeError(`cannot read ${record.id}`);
    if (wish === 'away') throw new Away('the database is down');
    if (wish === 'sleep') await pause(record.data.millis);
    if (wish === 'refuse') failed.push({ itemIdentifier: record.id });
    else taken.push(JSON.stringify({ id: record.id, of: records.length, data_base64: record.data_base64 }));
  }
  // only what was worked on to its end counts as received
  if (taken.length > 0) fs.appendFileSync(process.env.RECEIVED, `${taken.join('\n')}\n`);
  return { batchItemFailures: failed };
};
