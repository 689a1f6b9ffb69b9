import { writeFile } from 'node:fs/promises'
import { tryCloudFormation, tryCommands, tryTerraform } from './accounts/exports.ts'
import { tryRoles } from './accounts/roles.ts'
import { tryAwsCli } from './clients/aws-cli.ts'
import { tryBoto3 } from './clients/boto3.ts'
import { tryRclone } from './clients/rclone.ts'
import { trySdk2 } from './clients/sdk2.ts'
import { tryEngine } from './engine-on-server.ts'
import { tryWindow } from './journey.ts'
import { startElasticMq } from './servers/elasticmq.ts'
import type { OtherServer } from './servers/other-server.ts'
import { startMoto } from './servers/moto.ts'
import { startLocal } from './local.ts'
import type { Local } from './local.ts'
import { readPrograms } from './programs.ts'
import type { Obtained } from './programs.ts'
import { outcomeOf, tableOf } from './table.ts'
import type { Column, Outcome } from './table.ts'

const all = 'all of it'
const valid = 'what the app exports is accepted'

const programs = readPrograms()
const servers = [
  await columnOf(programs.moto, (program) => outcomesOn(() => startMoto(program))),
  await columnOf(programs.elasticMq, (program) => outcomesOn(() => startElasticMq(program))),
]
const clients = [
  await columnOf(programs.boto3, (program) => onLocal((local) => tryBoto3(program, local))),
  await columnOf(programs.awsCli, (program) => onLocal((local) => tryAwsCli(program, local))),
  await columnOf(programs.oldAwsCli, (program) => onLocal((local) => tryAwsCli(program, local))),
  await columnOf(programs.rclone, (program) => onLocal((local) => tryRclone(program, local))),
  ...(await eachColumn(programs.sdks, (program) => onLocal((local) => trySdk2(program, local)))),
]
const accounts = [await columnOf(programs.moto, tryRoles)]
const exports = [
  await columnOf(programs.cfnLint, async (program) => new Map([[valid, await tryCloudFormation(program)]])),
  await columnOf(programs.terraform, async (program) => new Map([[valid, await tryTerraform(program)]])),
  await columnOf(programs.awsCli, async (cli) => new Map([[valid, await commandsOn(cli)]])),
]
const tables = [
  tableOf('Remotejob on', servers),
  tableOf('With permissions on', accounts),
  tableOf('Exports in', exports),
  tableOf('On Local', clients),
].join('\n\n')
console.log(`\n${tables}\n`)
const [, , file] = process.argv
if (file !== undefined) await writeFile(file, tables)

const outcomes = [...servers, ...accounts, ...exports, ...clients].flatMap((column) => [
  ...column.outcomes.values(),
])
const count = (state: Outcome['state']): number => outcomes.filter((one) => one.state === state).length
const noServer = servers.every((column) =>
  [...column.outcomes.values()].every(({ state }) => state === 'skipped'),
)
if (noServer) console.log('No server could be fetched.')
console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`)
process.exitCode = count('failed') > 0 || noServer ? 1 : 0

/** The commands create on moto what the app creates there. */
async function commandsOn(cli: { readonly python: string }): Promise<Outcome> {
  if (!('program' in programs.moto)) return { state: 'skipped', detail: programs.moto.reason }
  return tryCommands(programs.moto.program, cli)
}

async function columnOf<T>(
  obtained: Obtained<T>,
  work: (program: T) => Promise<Map<string, Outcome>>,
): Promise<Column> {
  const { name } = obtained
  if (!('program' in obtained)) {
    console.log(`${name}: skipped. ${obtained.reason}`)
    return { name, outcomes: new Map([[all, { state: 'skipped', detail: obtained.reason }]]) }
  }
  console.log(`${name} …`)
  try {
    return { name, outcomes: await work(obtained.program) }
  } catch (error) {
    const outcome = await outcomeOf(() =>
      Promise.reject(error instanceof Error ? error : new Error(String(error))),
    )
    return { name, outcomes: new Map([[all, outcome]]) }
  }
}

async function eachColumn<T>(
  obtained: readonly Obtained<T>[],
  work: (program: T) => Promise<Map<string, Outcome>>,
): Promise<Column[]> {
  const columns: Column[] = []
  for (const one of obtained) columns.push(await columnOf(one, work))
  return columns
}

async function outcomesOn(start: () => Promise<OtherServer>): Promise<Map<string, Outcome>> {
  await using server = await start()
  const outcomes = await tryEngine(server)
  outcomes.set(
    'in the window: drop a file, claim, save, acknowledge',
    await outcomeOf(() => tryWindow(server)),
  )
  return outcomes
}

async function onLocal(work: (local: Local) => Promise<Map<string, Outcome>>): Promise<Map<string, Outcome>> {
  await using local = await startLocal()
  // Awaited here, because the server stops when this function ends.
  return await work(local)
}
