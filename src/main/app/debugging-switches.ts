import { url as inspectorUrl } from 'node:inspector'
import { app } from 'electron'

/**
 * Removes the switches that let any of the user's programs drive the window. No fuse covers them. The test
 * build keeps them: its fuses allow the inspector, which can do even more.
 */
if (app.isPackaged && inspectorUrl() === undefined) {
  app.commandLine.removeSwitch('remote-debugging-port')
  app.commandLine.removeSwitch('remote-debugging-pipe')
  app.commandLine.removeSwitch('remote-debugging-address')
}
