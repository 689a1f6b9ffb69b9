import type { CircuitBreaker } from '../aws/transport/circuit-breaker.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'

/** Finds the current parts of a connection by its id. */
export interface ConnectionLookup {
  /**
   * Returns a job queue of the connection, or `null` while the connection is not ready or has no
   * such queue.
   */
  queueOn(connectionId: string, queueName: string): JobQueue | null
  /** Returns the circuit breaker of the connection, or `null` if there is no such connection. */
  circuitFor(connectionId: string): CircuitBreaker | null
}

/** A lookup without any connection. */
export const noConnections: ConnectionLookup = { queueOn: () => null, circuitFor: () => null }
