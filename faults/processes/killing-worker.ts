import Database from 'libsql'

// The ledger's own thread, but that its process dies by SIGKILL before and after the statement that is told: each
// statement is two steps.
const diesAt = Number(process.env['FAULTS_DIES_AT'])
let steps = 0

function reach(): void {
  steps += 1
  if (steps === diesAt) process.kill(process.pid, 'SIGKILL')
}

type Method = (this: object, ...args: unknown[]) => unknown

function watch(prototype: object, name: string): void {
  const original = Reflect.get(prototype, name) as Method
  Reflect.set(prototype, name, function stepped(this: object, ...args: unknown[]) {
    reach()
    const result = original.apply(this, args)
    reach()
    return result
  })
}

watch(Database.prototype, 'exec')
const probe = new Database(':memory:')
watch(Object.getPrototypeOf(probe.prepare('SELECT 1')) as object, 'run')
probe.close()
await import('../../src/main/ledger/ledger-worker.ts')
