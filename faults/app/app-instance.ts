import type { LeaseClock } from '../../src/main/engine/claims/leases/lease-clock.ts'
import { FaultProxy } from '../proxy/fault-proxy.ts'
import type { Fault } from '../proxy/fault.ts'
import { Life } from './kill-switch.ts'
import { openEngine } from './open-engine.ts'
import type { Engine } from './open-engine.ts'
import type { Operation } from '../proxy/operation.ts'
import type { World } from '../fixture/fixture.ts'

/** Short, because some of what a killed one held is found again only when it is over. */
const defaultLeaseSeconds = 10

/** How an instance of the app is disturbed. */
export interface Disturbance {
  readonly fault?: (operation: Operation) => Fault | null
  /** The number of its last step. */
  readonly diesAt?: number
  readonly leaseSeconds?: number
  readonly clock?: LeaseClock
  /** Of its ledger; instances that run at once have one each. */
  readonly ledger?: string
}

/** One run of the app: an engine, its ledger and its way to the server. */
export class Instance {
  readonly life: Life
  readonly proxy: FaultProxy
  readonly engine: Engine

  private constructor(life: Life, proxy: FaultProxy, engine: Engine) {
    this.life = life
    this.proxy = proxy
    this.engine = engine
    void life.died.then(() => proxy.freeze())
  }

  static async open(world: World, disturbance: Disturbance = {}): Promise<Instance> {
    const life = new Life(disturbance.diesAt)
    const proxy = await startProxy(world, life, disturbance.fault)
    const engine = await openEngine({
      folder: disturbance.ledger ?? world.folder,
      endpoint: proxy.endpoint,
      queue: world.name,
      leaseSeconds: disturbance.leaseSeconds ?? defaultLeaseSeconds,
      ...(disturbance.clock !== undefined && { clock: disturbance.clock }),
      reach: (step) => life.reach(step),
      note: (call, args) => world.note(call, args),
    }).catch(async (error: unknown) => {
      await proxy.stop()
      throw error
    })
    return new Instance(life, proxy, engine)
  }

  /** An orderly quit. */
  async close(): Promise<void> {
    await this.engine.close()
    await this.proxy.stop()
  }

  /** Ends it where it stands, as a kill does. What its objects still hold is let go. */
  async kill(): Promise<void> {
    this.life.end('killed')
    this.proxy.freeze()
    await this.engine.drop()
  }

  /** Frees what a killed one left in this process, when all is judged: it may still undo something now. */
  async bury(): Promise<void> {
    this.life.bury()
    this.engine.clients.close()
    await this.proxy.stop()
  }
}

/** A proxy whose every request and answer is a step of `life`, taken down by the world's recorder. */
export function startProxy(
  world: World,
  life: Life,
  fault: Disturbance['fault'] = () => null,
): Promise<FaultProxy> {
  const { listener } = world.recorder
  return FaultProxy.start(() => world.judge.port, {
    fault,
    async request(operation, body) {
      await life.reach(`before ${operation.name}`)
      await listener.request?.(operation, body)
    },
    async answer(operation, body, answer) {
      await listener.answer?.(operation, body, answer)
      await life.reach(`after ${operation.name}`)
    },
  })
}
