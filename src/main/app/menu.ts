import { Menu } from 'electron'
import { type MenuOptions, menuTemplate } from './menu-template.ts'

/** Builds the window's menu from the list of commands. */
export function createMenu(options: MenuOptions): Menu {
  return Menu.buildFromTemplate(menuTemplate(options))
}
