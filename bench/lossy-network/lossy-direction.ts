import type { Socket } from 'node:net'
import { CongestionWindow } from './congestion-window.ts'

/** The TCP payload of an Ethernet frame. */
const segmentBytes = 1_448
/** The sender's buffer. It must be larger than the window. */
const bufferBytes = 262_144

/** The network between two ends of a connection. */
export interface Network {
  readonly roundTripMs: number
  /** The probability that a segment is lost. */
  readonly loss: number
  readonly random: () => number
}

/** Carries the bytes of a connection in one direction, through a slow network that loses segments. */
export function carry(from: Socket, to: Socket, { roundTripMs, loss, random }: Network): void {
  const window = new CongestionWindow(loss, random)
  const queue: Buffer[] = []
  let queued = 0
  let isOnItsWay = false
  let hasEnded = false

  const take = (bytes: number): Buffer => {
    const whole = Buffer.concat(queue)
    const taken = whole.subarray(0, bytes)
    queue.length = 0
    if (bytes < whole.length) queue.push(whole.subarray(bytes))
    queued -= taken.length
    return taken
  }
  const deliver = (bytes: Buffer, ms: number): void => {
    setTimeout(() => {
      if (!to.destroyed && bytes.length > 0) to.write(bytes)
    }, ms)
  }
  const sendRound = (): void => {
    const segments = Math.min(window.segments, Math.ceil(queued / segmentBytes))
    if (segments === 0) {
      isOnItsWay = false
      if (hasEnded) setTimeout(() => to.end(), roundTripMs / 2)
      return
    }
    isOnItsWay = true
    const { arriving, late } = window.send(segments)
    deliver(take(arriving * segmentBytes), roundTripMs / 2)
    if (late > 0) deliver(take(late * segmentBytes), roundTripMs * 1.5)
    if (queued < bufferBytes) from.resume()
    setTimeout(sendRound, late > 0 ? roundTripMs * 2 : roundTripMs)
  }
  from.on('data', (bytes: Buffer) => {
    queue.push(bytes)
    queued += bytes.length
    if (queued >= bufferBytes) from.pause()
    if (!isOnItsWay) sendRound()
  })
  from.on('end', () => {
    hasEnded = true
    if (!isOnItsWay) sendRound()
  })
}
