import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { docsPlugin } from './scripts/docs/docs-plugin.mjs'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: [
            'src/{main,shared,preload}/**/*.test.ts',
            'scripts/**/*.test.ts',
            'bench/{lossy-network,report,runner}/*.test.ts',
            'try-aws/*.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'faults',
          environment: 'node',
          include: ['faults/*.test.ts'],
          globalSetup: ['faults/bundle-programs.ts'],
          // Half an hour, and two seconds for each schedule: this is for runs that hang, not for slow machines.
          testTimeout: 1_800_000 + 2_000 * Number(process.env['FAULTS_SEEDS'] ?? 0),
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [docsPlugin(), react()],
        test: {
          name: 'renderer',
          environment: 'jsdom',
          include: ['src/renderer/**/*.test.{ts,tsx}'],
          testTimeout: 20_000,
        },
      },
    ],
  },
})
