/** Import rules; see ARCHITECTURE.md. The tsconfig of each folder enforces the outer ones in the compiler too. */

/** The rooms of the engine, from low to high, and the rooms that each may import besides src/shared. */
const engineRooms = {
  errors: [],
  async: [],
  limits: ['async'],
  checksums: [],
  protocol: ['errors'],
  files: ['errors', 'async'],
  permissions: ['protocol'],
  'aws/network': [],
  'aws/middleware': ['errors'],
  'aws/sockets': ['aws/middleware', 'aws/network'],
  'aws/threads': ['aws/sockets', 'aws/network', 'async'],
  'aws/transport': [
    'aws/threads',
    'aws/sockets',
    'aws/middleware',
    'aws/network',
    'errors',
    'async',
    'checksums',
  ],
  'aws/s3': ['aws/transport', 'aws/threads', 'aws/middleware', 'protocol', 'checksums', 'errors'],
  'aws/sqs': ['aws/transport', 'aws/middleware', 'protocol', 'async', 'errors'],
  'aws/cloudwatch': ['aws/network', 'aws/middleware', 'aws/transport', 'errors'],
  uploads: ['aws', 'files', 'limits', 'checksums', 'protocol', 'errors'],
  downloads: ['aws', 'files', 'limits', 'checksums', 'async', 'errors'],
  'job-queue': ['uploads', 'aws', 'protocol', 'errors'],
  creation: ['permissions', 'protocol', 'aws', 'errors'],
  'creation/exports': ['creation', 'permissions'],
  depths: ['job-queue', 'aws', 'async', 'errors'],
  metrics: ['depths', 'aws', 'async', 'errors'],
  transfers: ['job-queue', 'uploads', 'downloads', 'limits', 'files', 'async', 'aws', 'errors'],
  'claims/leases': ['job-queue', 'protocol', 'async', 'errors'],
  previews: ['aws', 'errors'],
  claims: ['claims/leases', 'transfers', 'job-queue', 'downloads', 'files', 'protocol', 'async', 'errors'],
  results: ['jobs', 'depths', 'job-queue', 'transfers', 'aws', 'async', 'errors'],
  'dead-letters': ['depths', 'jobs', 'job-queue', 'aws', 'protocol', 'async', 'errors'],
  'queue-settings': ['dead-letters', 'jobs', 'job-queue', 'aws', 'protocol', 'async', 'errors'],
  jobs: ['claims', 'transfers', 'job-queue', 'downloads', 'files', 'protocol', 'async', 'errors'],
  'jobs/exports': ['jobs', 'files', 'errors'],
}

/** Folders that divide a room. The rule of the room holds for them, too. */
const foldersInRooms = ['transfers/upload']

const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${from} may import only ${allowed.join(', ')}.`,
  from: { path: from },
  to: { path: '^src/', pathNot: [from, ...allowed] },
})

const engineRoomRules = Object.entries(engineRooms).map(([room, allowed]) => {
  const inner = Object.keys(engineRooms).filter((other) => other.startsWith(`${room}/`))
  const rule = only(`engine-room-${room.replace('/', '-')}`, `^src/main/engine/${room}/`, [
    '^src/shared/',
    ...allowed.map((other) => `^src/main/engine/${other}/`),
  ])
  // A folder inside the room is a room of its own, with its own rule.
  const pathNot = inner.map((other) => `^src/main/engine/${other}/`)
  return pathNot.length === 0 ? rule : { ...rule, from: { ...rule.from, pathNot } }
})

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    only('shared-knows-nobody', '^src/shared/', []),
    only('engine', '^src/main/engine/', ['^src/shared/']),
    ...engineRoomRules,
    {
      name: 'every-engine-file-has-a-room',
      severity: 'error',
      comment: 'Put the file into a room, or add its room to engineRooms.',
      from: {},
      to: {
        path: '^src/main/engine/',
        pathNot: [...Object.keys(engineRooms), ...foldersInRooms].map(
          (folder) => `^src/main/engine/${folder}/[^/]+$`,
        ),
      },
    },
    only('ledger-main-side', '^src/main/ledger/[^/]+$', [
      '^src/shared/',
      '^src/main/engine/',
      '^src/main/ledger/worker/changes-jobs\\.ts$',
    ]),
    // The thread shares the messages with main. It must not load the engine or zod: that would slow its start.
    only('ledger-worker', '^src/main/ledger/worker/', [
      '^src/shared/',
      '^src/main/engine/',
      '^src/main/ledger/ledger-(message|requests)\\.ts$',
    ]),
    {
      name: 'only-the-ledger-imports-its-worker',
      severity: 'error',
      from: { pathNot: '^src/main/ledger/' },
      to: { path: '^src/main/ledger/worker/' },
    },
    {
      name: 'ledger-worker-loads-no-engine',
      severity: 'error',
      from: { path: '^src/main/ledger/worker/' },
      to: {
        path: '^src/(main/engine|main/ledger/[^/]+$|shared)',
        pathNot: [
          '^src/shared/(jobs/job-steps|jobs/job-state|texts/cut-text|texts/comparable-text|queues/queue-key)\\.ts$',
          '^src/main/ledger/worker/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    only('connections', '^src/main/connections/', ['^src/shared/', '^src/main/engine/']),
    only('local-service', '^src/main/local-service/', ['^src/shared/', '^src/main/engine/']),
    only('preload', '^src/preload/', ['^src/shared/']),
    only('renderer', '^src/renderer/', ['^src/shared/']),
    {
      name: 'few-import-the-ledger',
      severity: 'error',
      comment: 'The engine writes through the journals that the wiring passes to it.',
      from: { pathNot: '^src/main/(ledger/|wiring/|ipc/|services\\.ts$)' },
      to: { path: '^src/main/ledger/' },
    },
    {
      name: 'no-electron-in-the-engine',
      severity: 'error',
      from: { path: '^src/main/(engine|ledger|connections|local-service)/' },
      to: { path: '^electron' },
    },
    {
      name: 'features-stand-alone',
      severity: 'error',
      from: { path: '^src/renderer/features/([^/]+)/' },
      to: { path: '^src/renderer/features/([^/]+)/', pathNot: '^src/renderer/features/$1/' },
    },
    {
      name: 'nobody-imports-a-composition-root',
      severity: 'error',
      from: { pathNot: '^src/main/(index|running)\\.ts$' },
      to: { path: '^src/(main/(index|running|services)\\.ts|renderer/main\\.ts)$' },
    },
    {
      name: 'only-running-loads-the-services',
      severity: 'error',
      comment: 'They load the AWS SDK, so the import is dynamic and waits for the window.',
      from: { pathNot: '^src/main/running\\.ts$' },
      to: { path: '^src/main/services\\.ts$' },
    },
    {
      name: 'the-services-load-dynamically',
      severity: 'error',
      from: { path: '^src/main/(index|running)\\.ts$' },
      to: { path: '^src/main/(services\\.ts$|wiring/)', dependencyTypesNot: ['dynamic-import'] },
    },
    {
      name: 'only-the-services-use-the-wiring',
      severity: 'error',
      from: { pathNot: '^src/main/(services\\.ts$|wiring/)' },
      to: { path: '^src/main/wiring/' },
    },
    {
      name: 'only-the-transport-opens-sockets',
      severity: 'error',
      comment: 'Requests that bypass the SDK have to be counted, which the transport does.',
      from: { path: '^src/main/engine/', pathNot: '^src/main/engine/aws/(transport|sockets|network)/' },
      to: { path: '^(node:)?(http|https|http2|net|tls|dgram)$' },
    },
    {
      name: 'no-vague-names',
      severity: 'error',
      from: {},
      to: { path: '^src/.*/(utils|helpers|common|misc)(/|\\.tsx?$)' },
    },
  ],
  options: {
    // Tests may import what they prove; the parser does not know `using`, which they use.
    exclude: { path: '(\\.(test|fixture)\\.tsx?$|/testing/)' },
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs', '.css'] },
  },
}
