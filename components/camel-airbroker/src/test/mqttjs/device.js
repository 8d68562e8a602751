// Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
//
// A device that speaks MQTT over WebSocket: node device.js URL VERSION DEVICE [FOLDER]. In the folder are DEVICE.pem,
// DEVICE.key and ca.pem, for wss. Sends itself messages of every QoS and of many sizes, checks that each came back as
// it was, once, and prints "ok"; or says what was wrong, and ends with 1.
'use strict';

const fs = require('fs');
const path = require('path');
const mqtt = require('mqtt');

const [url, version, device, folder] = process.argv.slice(2);
const read = (name) => (folder ? fs.readFileSync(path.join(folder, name)) : undefined);
const sizes = [0, 1, 125, 126, 65535, 65536, 900000];
const waiting = new Map();

function fail(what) {
  console.error(`device.js: ${what}`);
  process.exit(1);
}

const client = mqtt.connect(url, {
  protocolVersion: Number(version),
  clientId: device,
  reconnectPeriod: 0,
  connectTimeout: 30000,
  keepalive: 5,
  cert: read(`${device}.pem`),
  key: read(`${device}.key`),
  ca: read('ca.pem'),
});

client.on('error', (error) => fail(error.message));
client.on('close', () => fail('the connection must stay but was closed'));

client.on('message', (topic, payload) => {
  const sent = waiting.get(topic);
  if (!sent || !sent.equals(payload)) {
    fail(`${topic} must come once and as it was sent but came with ${payload.length} bytes`);
  }
  waiting.delete(topic);
  if (waiting.size === 0) {
    client.removeAllListeners('close');
    client.end(false, {}, () => {
      console.log('ok');
      process.exit(0);
    });
  }
});

client.on('connect', () => {
  client.subscribe('echo/#', { qos: 2 }, (error) => {
    if (error) {
      fail(error.message);
    }
    for (const qos of [0, 1, 2]) {
      for (const size of sizes) {
        const topic = `echo/${qos}/${size}`;
        const payload = Buffer.alloc(size, qos + 1);
        waiting.set(topic, payload);
        client.publish(topic, payload, { qos }, (refused) => {
          if (refused) {
            fail(`${topic}: ${refused.message}`);
          }
        });
      }
    }
  });
});
