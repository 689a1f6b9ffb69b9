import type { LeaseClock } from '../../src/main/engine/job-queue/lease-clock.ts'
import { FaultProxy } from '../proxy/fault-proxy.ts'
import type { Fault } from '../proxy/fault.ts'
import { KillSwitch } from './kill-switch.ts'
import { openEngine } from './open-engine.ts'
import type { Engine } from './open-engine.ts'
import type { Operation } from '../proxy/operation.ts'
import type { Fixture } from '../fixture/fixture.ts'

/** Short, because the tests must wait until the leases of a killed instance have expired. */
const defaultLeaseSeconds = 10

/** The faults and settings of an instance. Default: no faults. */
export interface AppInstanceOptions {
  readonly fault?: (operation: Operation) => Fault | null
  /** The number of the step at which it is killed. */
  readonly killAt?: number
  readonly leaseSeconds?: number
  readonly clock?: LeaseClock
  /** Its ledger's folder. Concurrent instances need one each. */
  readonly ledger?: string
}

/** A running app: an engine, its ledger and its proxy to the server. */
export class AppInstance {
  readonly killSwitch: KillSwitch
  readonly proxy: FaultProxy
  readonly engine: Engine

  private constructor(killSwitch: KillSwitch, proxy: FaultProxy, engine: Engine) {
    this.killSwitch = killSwitch
    this.proxy = proxy
    this.engine = engine
    void killSwitch.killed.then(() => proxy.freeze())
  }

  static async open(fixture: Fixture, options: AppInstanceOptions = {}): Promise<AppInstance> {
    const killSwitch = new KillSwitch(options.killAt)
    const proxy = await startProxy(fixture, killSwitch, options.fault)
    const engine = await openEngine({
      folder: options.ledger ?? fixture.folder,
      endpoint: proxy.endpoint,
      queue: fixture.name,
      leaseSeconds: options.leaseSeconds ?? defaultLeaseSeconds,
      ...(options.clock !== undefined && { clock: options.clock }),
      reach: (step) => killSwitch.reach(step),
      note: (call, args) => fixture.note(call, args),
    }).catch(async (error: unknown) => {
      await proxy.stop()
      throw error
    })
    return new AppInstance(killSwitch, proxy, engine)
  }

  /** Quits in an orderly way. */
  async close(): Promise<void> {
    await this.engine.close()
    await this.proxy.stop()
  }

  /** Stops the instance at once, like a kill: no request and no journal write continues. */
  async kill(): Promise<void> {
    this.killSwitch.trip('killed')
    this.proxy.freeze()
    await this.engine.releaseLedger()
  }

  /** Frees the resources of a killed instance. Call this after the check, because pending code may continue. */
  async dispose(): Promise<void> {
    this.killSwitch.release()
    this.engine.clients.close()
    await this.proxy.stop()
  }
}

/**
 * Returns a proxy whose requests and responses are steps of the kill switch, and are recorded by
 * the fixture.
 */
export function startProxy(
  fixture: Fixture,
  killSwitch: KillSwitch,
  fault: AppInstanceOptions['fault'] = () => null,
): Promise<FaultProxy> {
  const { listener } = fixture.recorder
  return FaultProxy.start(() => fixture.server.port, {
    fault,
    async request(operation, body) {
      await killSwitch.reach(`before ${operation.name}`)
      await listener.request?.(operation, body)
    },
    async response(operation, body, response) {
      await listener.response?.(operation, body, response)
      await killSwitch.reach(`after ${operation.name}`)
    },
  })
}
