import { url as inspectorUrl } from 'node:inspector'
import { app } from 'electron'

/**
 * Removes the switches that let any program of the user drive the window. No fuse covers them. A build whose fuses
 * allow the inspector, for the tests, keeps them: its inspector can do more than they can.
 */
if (app.isPackaged && inspectorUrl() === undefined) {
  app.commandLine.removeSwitch('remote-debugging-port')
  app.commandLine.removeSwitch('remote-debugging-pipe')
  app.commandLine.removeSwitch('remote-debugging-address')
}
