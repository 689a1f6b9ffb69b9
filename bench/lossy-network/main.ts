import { connect, createServer, type AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { seededRandom } from './congestion-window.ts'
import { carry } from './lossy-direction.ts'

/**
 * A TCP proxy in front of a server, which behaves like a slow network that loses segments. `--target PORT` is
 * the server's port, `--round-trip MS` the round-trip time to it, and `--loss SHARE` the share of lost
 * segments. It sends its port to the parent process.
 */
const { values } = parseArgs({
  options: {
    target: { type: 'string', default: '0' },
    'round-trip': { type: 'string', default: '100' },
    loss: { type: 'string', default: '0.01' },
  },
})
const roundTripMs = Number(values['round-trip'])
const network = { roundTripMs, loss: Number(values.loss), random: seededRandom(1) }

const server = createServer({ allowHalfOpen: true }, (client) => {
  const onward = connect({ host: '127.0.0.1', port: Number(values.target), allowHalfOpen: true })
  for (const side of [client, onward]) {
    side.setNoDelay(true)
    side.on('error', () => [client, onward].map((one) => one.destroy()))
  }
  carry(client, onward, network)
  carry(onward, client, network)
})
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port })
})
process.once('disconnect', () => process.exit())
