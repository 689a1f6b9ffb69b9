/** Who may import whom; see ARCHITECTURE.md. The tsconfig of each folder says the same to the compiler. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${from} may import only ${allowed.join(', ')}.`,
  from: { path: from },
  to: { path: '^src/', pathNot: [from, ...allowed] },
})

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    only('shared-knows-nobody', '^src/shared/', []),
    only('engine', '^src/main/engine/', ['^src/shared/']),
    only('ledger', '^src/main/ledger/', ['^src/shared/', '^src/main/engine/']),
    only('connections', '^src/main/connections/', ['^src/shared/', '^src/main/engine/']),
    only('local-service', '^src/main/local-service/', ['^src/shared/', '^src/main/engine/']),
    only('preload', '^src/preload/', ['^src/shared/']),
    only('renderer', '^src/renderer/', ['^src/shared/']),
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
