// Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
//
// A device on WebSocket by the npm client ws: publishes, tries somebody else's topic, waits for a command; a revoked
// device and one without a certificate are told at the handshake why they may not.
//   node socket.mjs PORT FOLDER DEVICE REVOKED
import { readFileSync } from 'node:fs'
import { WebSocket } from 'ws'

const [port, folder, device, revoked] = process.argv.slice(2)
const url = `wss://localhost:${port}/v1/ws`

function options(id) {
  const file = name => readFileSync(`${folder}/${name}`)
  const proof = id ? { cert: file(`${id}.pem`), key: file(`${id}.key`) } : {}
  return { ca: file('ca.pem'), ...proof }
}

/** Status and code of the answer to a handshake that is refused. */
function refusal(id) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'air.v1.json', options(id))
    socket.on('open', () => reject(new Error(`${id ?? 'nobody'} was let in`)))
    socket.on('error', reject)
    socket.on('unexpected-response', (request, answer) => {
      let text = ''
      answer.on('data', part => (text += part))
      answer.on('end', () => resolve(`${answer.statusCode} ${JSON.parse(text).code}`))
    })
  })
}

function works() {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'air.v1.json', options(device))
    const say = message => socket.send(JSON.stringify(message))
    const hears = {
      ack: ({ ref }) => {
        if (ref === 'subscribe') say({ type: 'send', ref: 'publish', topic: `hall/${device}/state`, text: 'up' })
        if (ref === 'publish') {
          console.log('published: acknowledged')
          say({ type: 'send', ref: 'foreign', topic: 'hall/mqtt-1/state', text: 'up' })
        }
      },
      nack: ({ code }) => console.log(`foreign: ${code}`),
      deliver: ({ ref, topic, text }) => {
        console.log(`command: ${topic} ${text}`)
        say({ type: 'ack', ref })
        socket.close()
      },
    }
    socket.on('open', () => say({ type: 'subscribe', ref: 'subscribe' }))
    socket.on('message', data => {
      const message = JSON.parse(data)
      hears[message.type]?.(message)
    })
    socket.on('error', reject)
    socket.on('close', resolve)
  })
}

console.log(`nobody: ${await refusal()}`)
console.log(`revoked: ${await refusal(revoked)}`)
await works()
// the connections of those who were refused are open until the gateway finds them idle: a minute
process.exit()
