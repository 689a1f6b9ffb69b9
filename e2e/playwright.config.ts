import { defineConfig } from '@playwright/test'

/** Runs one app at a time, because each test starts Electron and real servers. */
export default defineConfig({
  retries: 0,
  testDir: '.',
  outputDir: '../test-results',
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: 'list',
})
